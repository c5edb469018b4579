import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { createCutFinder } from './cut-finder.ts';

/** A TCP relay to a server that cuts each connection of an event stream after so many tweets. */
export interface CuttingRelay extends AsyncDisposable {
  /** Where the server is reached through the relay. */
  url: string;
  readonly cuts: number;
}

/** The end of an answer in chunks: with it, the stream ends; without it, it has broken. */
const lastChunk = '\r\n0\r\n\r\n';

/** @param after so many tweets, and half a tweet more for a half. Every second cut between tweets ends the stream in good order. */
export async function startCuttingRelay(serverUrl: string, after: number): Promise<CuttingRelay> {
  const { hostname, port } = new URL(serverUrl);
  const open = new Set<Socket>();
  let cuts = 0;
  const relay = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    const findCut = createCutFinder(after);
    const close = () => {
      open.delete(client);
      upstream.destroy();
      client.destroySoon();
    };
    open.add(client);
    client.pipe(upstream);
    upstream.on('data', (chunk: Buffer) => {
      const cut = findCut(chunk);
      client.write(chunk.subarray(0, cut));
      if (cut === undefined) return;
      cuts += 1;
      if (cuts % 2 === 0 && Number.isInteger(after)) client.write(lastChunk);
      upstream.removeAllListeners('data');
      close();
    });
    for (const socket of [client, upstream]) socket.on('error', close).on('close', close);
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  // `as`: a relay that listens on a port has such an address.
  const address = relay.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    get cuts() {
      return cuts;
    },
    async [Symbol.asyncDispose]() {
      const closed = once(relay, 'close');
      relay.close();
      for (const client of open) client.destroy();
      await closed;
    },
  };
}
