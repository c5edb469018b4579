import { fileURLToPath } from 'node:url';
import { defineConfig } from 'tsup';

const apiTypes = fileURLToPath(new URL('../api/dist/types/index.d.ts', import.meta.url));

export default defineConfig({
  entry: ['src/index.ts'],
  format: ['esm', 'cjs'],
  platform: 'neutral',
  target: 'es2022',
  clean: true,
  // The types of the private API package become part of ours; of its code there is none in here.
  noExternal: [/^@dunlin\//],
  dts: {
    resolve: ['@dunlin/api'],
    // The .d.ts of @trpc/server uses Disposable, which consumers' `lib` may lack.
    banner: '/// <reference lib="esnext.disposable" />',
    compilerOptions: { paths: { '@dunlin/api': [apiTypes] } },
  },
});
