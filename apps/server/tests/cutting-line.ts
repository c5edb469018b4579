import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A line to a server, of which each connection breaks once so many bytes have gone up it. */
export interface CuttingLine extends AsyncDisposable {
  /** Where the server is reached by it. */
  url: string;
  readonly cuts: number;
}

/** @param nextCut how many bytes the next connection carries; undefined for all. */
export async function startCuttingLine(
  serverUrl: () => string,
  nextCut: () => number | undefined,
): Promise<CuttingLine> {
  const open = new Set<Socket>();
  let cuts = 0;
  const line = createServer((client) => {
    const { hostname, port } = new URL(serverUrl());
    const server = connect(Number(port), hostname);
    let left = nextCut() ?? Number.POSITIVE_INFINITY;
    const close = () => {
      open.delete(client);
      client.destroy();
      server.destroySoon();
    };
    client.on('data', (bytes) => {
      server.write(bytes.subarray(0, left));
      left -= bytes.length;
      if (left > 0 || !open.has(client)) return;
      cuts += 1;
      close();
    });
    open.add(client);
    server.pipe(client);
    for (const socket of [client, server]) socket.on('error', close).on('close', close);
  });
  line.listen(0, '127.0.0.1');
  await once(line, 'listening');
  // `as`: what listens on a port has such an address.
  const { port } = line.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    get cuts() {
      return cuts;
    },
    async [Symbol.asyncDispose]() {
      const closed = once(line, 'close');
      line.close();
      for (const client of open) client.destroy();
      await closed;
    },
  };
}
