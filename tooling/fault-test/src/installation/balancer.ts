import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const checkEveryMs = 1_000;
/** A node that answers late is busy, not broken. */
const checkTimeoutMs = 10_000;
/** So many checks in a row that fail take a node out; as many again, and what it still serves is ended: it is not just busy. */
const maxFailures = 3;

/** What stands before the api nodes: each connection goes to the next of those that are ready. */
export interface Balancer extends AsyncDisposable {
  readonly url: string;
}

/** @param nodes addresses such as `http://127.0.0.1:3000`; they need not answer yet. */
export async function startBalancer(nodes: readonly string[]): Promise<Balancer> {
  const backends = nodes.map((url): Backend => ({ url, failures: 0, sockets: new Set() }));
  let turn = 0;
  const next = (tried: ReadonlySet<Backend>): Backend | undefined => {
    const left = backends.filter((backend) => !tried.has(backend));
    const ready = left.filter(isUp);
    const choice = ready.length > 0 ? ready : left;
    turn += 1;
    return choice[turn % choice.length];
  };
  const server = createServer({ noDelay: true }, (client) => {
    client.on('error', () => {});
    forward(client, next);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stopped = new AbortController();
  const hasReady = () => backends.some(isUp);
  const checks = backends.map((backend) => watch(backend, { hasReady, signal: stopped.signal }));
  // `as`: a server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      stopped.abort();
      await Promise.all(checks);
      const closed = once(server, 'close');
      server.close();
      for (const { sockets } of backends) closeAll(sockets);
      await closed;
    },
  };
}

/** A node that cannot be connected to is passed over: nothing has been sent to it. */
function forward(
  client: Socket,
  next: (tried: ReadonlySet<Backend>) => Backend | undefined,
  tried: ReadonlySet<Backend> = new Set(),
): void {
  const backend = next(tried);
  if (!backend) return void client.resetAndDestroy();
  const upstream = connect({ host: '127.0.0.1', port: Number(new URL(backend.url).port), noDelay: true });
  const refused = () => forward(client, next, new Set([...tried, backend]));
  upstream.once('error', refused).once('connect', () => {
    upstream.off('error', refused);
    join(client, upstream);
    if (client.destroyed) return void upstream.destroy();
    backend.sockets.add(client);
    client.once('close', () => backend.sockets.delete(client));
  });
}

function join(client: Socket, upstream: Socket): void {
  const end = () => {
    client.destroy();
    upstream.destroy();
  };
  for (const socket of [client, upstream]) socket.on('error', end).once('close', end);
  client.pipe(upstream);
  upstream.pipe(client);
}

/** Ends what a node that is not ready still serves, where another can: proxies do that if they are told so. */
async function watch(
  backend: Backend,
  { hasReady, signal }: { hasReady: () => boolean; signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    backend.failures = (await isReady(backend.url)) ? 0 : backend.failures + 1;
    if (backend.failures >= 2 * maxFailures && hasReady()) closeAll(backend.sockets);
    await delay(checkEveryMs, undefined, { signal }).catch(() => {});
  }
}

function isUp({ failures }: Backend): boolean {
  return failures < maxFailures;
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(checkTimeoutMs) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

function closeAll(sockets: ReadonlySet<Socket>): void {
  for (const socket of sockets) socket.resetAndDestroy();
}

interface Backend {
  url: string;
  /** Checks in a row that failed. */
  failures: number;
  sockets: Set<Socket>;
}
