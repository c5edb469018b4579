import { defineConfig } from 'vite';

const server = 'http://localhost:3000';

export default defineConfig({
  server: { proxy: { '/trpc': { target: server, ws: true }, '/api': server } },
});
