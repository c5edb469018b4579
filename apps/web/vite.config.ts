import { defineConfig } from 'vite';

const server = 'http://localhost:3000';

/** For who works on the pages: `npx vite` beside a running server. What the server serves it builds by `server/build.ts`. */
export default defineConfig({
  server: { proxy: { '/trpc': { target: server, ws: true }, '/api': server, '/session': server } },
  build: { target: 'es2023', modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
});
