import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { createCutFinder } from './cut-finder.ts';
import type { Cut } from './patterns.ts';

/** A TCP relay to a server that cuts each connection of an event stream. */
export interface CuttingRelay extends AsyncDisposable {
  /** Where the server is reached through the relay. */
  url: string;
  readonly cuts: number;
  /** Requests that came through it, also such as share a connection. */
  readonly requests: number;
  /** Cuts each connection that is open. */
  cutNow(): void;
}

/** The end of an answer in chunks: with it, the stream ends; without it, it has broken. */
const lastChunk = '0\r\n\r\n';
const endOfRequestLine = ' HTTP/1.1\r\n';

/** Every second cut that is not within a tweet ends the stream in good order. */
export async function startCuttingRelay(
  serverUrl: string,
  nextCut: () => Cut | undefined,
): Promise<CuttingRelay> {
  const { hostname, port } = new URL(serverUrl);
  const open = new Set<Socket>();
  let cuts = 0;
  let requests = 0;
  const relay = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    const cut = nextCut();
    const findCut = cut && 'after' in cut ? createCutFinder(cut.after) : () => undefined;
    let timer: NodeJS.Timeout | undefined;
    const close = () => {
      clearTimeout(timer);
      open.delete(client);
      upstream.destroy();
      client.destroySoon();
    };
    /** @param end what ends the answer in good order; undefined where nothing does. */
    const cutOff = (end: string | undefined) => {
      cuts += 1;
      if (cuts % 2 === 0 && end !== undefined) client.write(end);
      upstream.removeAllListeners('data');
      close();
    };
    let isChunkWhole = false;
    if (cut && 'forMs' in cut)
      timer = setTimeout(() => cutOff(isChunkWhole ? lastChunk : undefined), cut.forMs);
    open.add(client);
    client.pipe(upstream);
    client.on('data', (chunk: Buffer) => {
      requests += chunk.toString('latin1').split(endOfRequestLine).length - 1;
    });
    upstream.on('data', (chunk: Buffer) => {
      const place = findCut(chunk);
      client.write(chunk.subarray(0, place));
      isChunkWhole = chunk.toString('latin1').endsWith('\r\n');
      if (place !== undefined && cut && 'after' in cut)
        cutOff(Number.isInteger(cut.after) ? `\r\n${lastChunk}` : undefined);
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
    get requests() {
      return requests;
    },
    cutNow() {
      for (const client of open) client.destroy();
    },
    async [Symbol.asyncDispose]() {
      const closed = once(relay, 'close');
      relay.close();
      for (const client of open) client.destroy();
      await closed;
    },
  };
}
