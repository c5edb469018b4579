import { defineConfig } from 'vite';

const server = 'http://localhost:3000';

/** What every screen needs, in few files; what only some need stays with them. */
const shared =
  /apps\/web\/src\/(?:ui|shell|tweet|user|words)\/(?!(?:de|staff|analytics)\.ts)|packages\/react\/src\/(?!composer)|packages\/sdk\/src\/(?!live\/|upload\/)|node_modules\/(?:react|react-dom|scheduler|wouter|regexparam|@tanstack)\//;

/** For who works on the pages: `npx vite` beside a running server. What the server serves it builds by `server/build.ts`. */
export default defineConfig({
  server: { proxy: { '/trpc': { target: server, ws: true }, '/api': server, '/session': server } },
  build: {
    target: 'es2023',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    manifest: true,
    rolldownOptions: {
      input: ['index.html', 'src/visitor/take-over.ts'],
      output: { codeSplitting: { groups: [{ name: 'shared', test: shared, minShareCount: 2 }] } },
    },
  },
});

/** What renders pages on the server, with all that it needs, as an image has no packages of the app's. */
export const serverConfig = defineConfig({
  define: { 'process.env.NODE_ENV': '"production"' },
  ssr: { noExternal: true },
  build: {
    ssr: 'src/visitor/render.tsx',
    target: 'node24',
    rolldownOptions: { output: { entryFileNames: 'render.mjs', chunkFileNames: '[name].mjs' } },
  },
});
