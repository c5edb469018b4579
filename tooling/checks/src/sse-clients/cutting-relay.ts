import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { createCutFinder } from './cut-finder.ts';
import type { Pattern } from './patterns.ts';

/** A TCP relay to a server that cuts each connection of an event stream. */
export interface CuttingRelay extends AsyncDisposable {
  /** Where the server is reached through the relay. */
  url: string;
  readonly cuts: number;
}

/** The end of an answer in chunks: with it, the stream ends; without it, it has broken. */
const lastChunk = '\r\n0\r\n\r\n';

/** Every second cut that is not within a tweet ends the stream in good order. */
export async function startCuttingRelay(
  serverUrl: string,
  nextCut: Pattern['nextCut'],
): Promise<CuttingRelay> {
  const { hostname, port } = new URL(serverUrl);
  const open = new Set<Socket>();
  let cuts = 0;
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
    const cutOff = ({ isWithin }: { isWithin: boolean }) => {
      cuts += 1;
      if (cuts % 2 === 0 && !isWithin) client.write(lastChunk);
      upstream.removeAllListeners('data');
      close();
    };
    if (cut && 'forMs' in cut) timer = setTimeout(cutOff, cut.forMs, { isWithin: false });
    open.add(client);
    client.pipe(upstream);
    upstream.on('data', (chunk: Buffer) => {
      const place = findCut(chunk);
      client.write(chunk.subarray(0, place));
      if (place !== undefined && cut && 'after' in cut) cutOff({ isWithin: !Number.isInteger(cut.after) });
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
