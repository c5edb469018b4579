import { readFile, writeFile } from 'node:fs/promises';
import { defineConfig } from 'tsup';

/** Of the client: a server component imports them without a directive of its own. Options are of both. */
const clientFile = /\/(?:index|composer)\.c?js$/;

export default defineConfig({
  entry: ['src/index.ts', 'src/composer.ts', 'src/options.ts'],
  format: ['esm', 'cjs'],
  platform: 'neutral',
  target: 'es2022',
  clean: true,
  dts: true,
  // Entries use each other by the name of the package, so that there is one context, whichever are imported.
  external: ['@dunlin/react'],
  // The server's own rules for what a search asks for and for the length of a text, and the list of domains that they know links by.
  noExternal: ['@dunlin/api/tweet-text', '@dunlin/api/query-parts', 'tlds'],
  // What entries share is there once, with what its modules keep.
  splitting: true,
  plugins: [
    {
      name: 'use-client',
      // Last of all, as the splitting of CommonJS puts what it needs before any directive.
      async buildEnd({ writtenFiles }) {
        for (const { name } of writtenFiles)
          if (clientFile.test(name)) await writeFile(name, `'use client';\n${await readFile(name, 'utf8')}`);
      },
    },
  ],
});
