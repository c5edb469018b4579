import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Takes what the server sends to others. */
export interface TestReceiver extends AsyncDisposable {
  url: string;
  received: { url: string | undefined; body: string; headers: IncomingHttpHeaders }[];
}

/** An HTTP server that answers with the given statuses in turn, then with 204. */
export async function startReceiver(statuses: number[] = []): Promise<TestReceiver> {
  const received: TestReceiver['received'] = [];
  const server = createServer(async (request, response) => {
    const { url, headers } = request;
    received.push({ url, headers, body: await text(request) });
    response.writeHead(statuses.shift() ?? 204, { location: '/elsewhere' }).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  // `as`: it listens on a port.
  const { port } = server.address() as AddressInfo;
  return {
    received,
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
