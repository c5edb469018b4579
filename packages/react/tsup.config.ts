import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/index.ts', 'src/composer.ts'],
  format: ['esm', 'cjs'],
  platform: 'neutral',
  target: 'es2022',
  clean: true,
  dts: true,
  // Entries use each other by the name of the package, so that there is one context, whichever are imported.
  external: ['@dunlin/react'],
  // The server's own rules for what a search asks for and for the length of a text, and the list of domains that they know links by.
  noExternal: ['@dunlin/api/tweet-text', '@dunlin/api/query-parts', 'tlds'],
  // Hooks are of the client: a server component imports them without a directive of its own.
  banner: { js: "'use client';" },
});
