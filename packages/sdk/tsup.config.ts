import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/index.ts', 'src/outbox.ts', 'src/server.ts', 'src/testing.ts', 'src/trpc.ts', 'src/upload.ts'],
  format: ['esm', 'cjs'],
  platform: 'neutral',
  target: 'es2022',
  clean: true,
  dts: true,
  // Entries name each other's types by the name of the package.
  external: ['@dunlin/sdk'],
});
