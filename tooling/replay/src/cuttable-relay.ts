import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { pipeline } from 'node:stream';

/** A TCP relay to a server, whose connections can be cut as a network does it: without a word to either side. */
export interface CuttableRelay extends AsyncDisposable {
  /** Where the server is reached through the relay. */
  url: string;
  /** Resets every open connection; returns how many there were. */
  cut(): number;
}

export async function startCuttableRelay(serverUrl: string): Promise<CuttableRelay> {
  const { hostname, port } = new URL(serverUrl);
  const clients = new Set<Socket>();
  const relay = createServer((client) => {
    const upstream = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 80) });
    clients.add(client);
    client.once('close', () => {
      clients.delete(client);
      upstream.destroy();
    });
    pipeline(client, upstream, client, () => client.destroy());
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const cut = () => {
    const open = [...clients];
    for (const client of open) client.resetAndDestroy();
    return open.length;
  };
  // `as`: a relay that listens on a port has such an address.
  const address = relay.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    cut,
    async [Symbol.asyncDispose]() {
      const closed = once(relay, 'close');
      relay.close();
      cut();
      await closed;
    },
  };
}
