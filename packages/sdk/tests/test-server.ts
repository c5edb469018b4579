import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { appRouter } from '@dunlin/api';
import type { TestApp } from '@dunlin/harness';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import { WebSocketServer } from 'ws';

/** The API of a test app over real HTTP and WebSocket, by tRPC's own adapters. */
export async function startTestServer(app: TestApp): Promise<TestServer> {
  const createContext = (headers: IncomingHttpHeaders, authorization = headers.authorization) => {
    const key = headers['idempotency-key'];
    const idempotencyKey = Array.isArray(key) ? key[0] : key;
    return app.api.createContext({ requestId: crypto.randomUUID(), authorization, idempotencyKey });
  };
  const paths: string[] = [];
  const handle = createHTTPHandler({
    router: appRouter,
    basePath: '/trpc/',
    createContext: ({ req }) => createContext(req.headers),
  });
  const server = createServer((request, response) => {
    paths.push(
      decodeURIComponent(new URL(request.url ?? '', 'http://localhost').pathname.slice('/trpc/'.length)),
    );
    handle(request, response);
  });
  const webSockets = new WebSocketServer({ noServer: true });
  let acceptsWebSockets = true;
  server.on('upgrade', (request, socket, head) => {
    if (!acceptsWebSockets) {
      socket.destroy();
      return;
    }
    webSockets.handleUpgrade(request, socket, head, (client) =>
      webSockets.emit('connection', client, request),
    );
  });
  applyWSSHandler({
    wss: webSockets,
    router: appRouter,
    createContext: ({ req, info }) => createContext(req.headers, info.connectionParams?.authorization),
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // `as`: a TCP server that listens has an address with a port.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    paths,
    webSockets: webSockets.clients,
    refuseWebSockets() {
      acceptsWebSockets = false;
    },
    dropConnections() {
      for (const client of webSockets.clients) client.terminate();
      server.closeAllConnections();
    },
    async [Symbol.asyncDispose]() {
      for (const client of webSockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface TestServer extends AsyncDisposable {
  url: string;
  /** Of the HTTP requests so far: the procedures that each called. */
  paths: string[];
  webSockets: ReadonlySet<object>;
  refuseWebSockets(): void;
  /** Breaks every connection there is. */
  dropConnections(): void;
}
