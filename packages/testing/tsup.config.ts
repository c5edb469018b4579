import { glob } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { defineConfig } from 'tsup';
import { followClock } from './tools/follow-clock.ts';

const api = '../api/src';
const migrations = await Array.fromAsync(glob('../db/src/migrations/*.ts', { cwd: import.meta.dirname }));

export default defineConfig([
  {
    // What tests import: small, so that any runner's own way of loading modules takes it.
    entry: ['src/index.ts'],
    format: ['esm', 'cjs'],
    target: 'node24',
    // Of the types that AsyncDisposable has, wherever it is compiled.
    dts: { banner: '/// <reference lib="esnext.disposable" />' },
    shims: true,
    clean: ['dist/*.*'],
  },
  {
    // The server, which Node itself loads, in a thread of its own: with what stands in the workspace taken in.
    entry: {
      thread: 'src/server/thread.ts',
      // Both are found by their path, beside the program: the process that reads media, and what the migrator lists.
      main: join(api, 'media/processing/main.ts'),
      ...Object.fromEntries(migrations.map((file) => [`migrations/${basename(file, '.ts')}`, file])),
    },
    outDir: 'dist/server',
    format: 'esm',
    target: 'node24',
    clean: true,
    // What is loaded on demand stays apart.
    splitting: true,
    removeNodeProtocol: false,
    // Loaded only where Redis or traces are configured, which they are not here.
    external: ['ioredis', /^@opentelemetry\/(exporter|resources|sdk)/],
    esbuildPlugins: [followClock],
    banner: {
      js: "import { createRequire as createRequireOfDunlin } from 'node:module'; const require = createRequireOfDunlin(import.meta.url);",
    },
  },
]);
