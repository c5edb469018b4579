import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** The network between a node and a service: a TCP proxy that can fail as a network does. */
export interface Link extends AsyncDisposable {
  /** Where the node finds the service, on 127.0.0.1. */
  readonly port: number;
  /** Ends every connection and refuses new ones. */
  cut(): Promise<void>;
  /** Accepts and keeps silent: what is sent arrives once the link is restored. */
  blackhole(): void;
  restore(): Promise<void>;
  /** The ports from which the service is reached through this link now. */
  upstreamPorts(): ReadonlySet<number>;
}

/** @param servicePort where the service listens, on 127.0.0.1 */
export async function startLink(port: number, servicePort: number): Promise<Link> {
  const lines = new Set<Line>();
  let isSilent = false;
  const server = createServer({ pauseOnConnect: true }, (client) => {
    const line = createLine(client, servicePort);
    lines.add(line);
    client.once('close', () => lines.delete(line));
    if (!isSilent) line.open();
  });
  await listen(server, port);
  const closeAll = async () => {
    const closed = server.listening ? once(server, 'close') : undefined;
    server.close();
    for (const line of lines) line.reset();
    await closed;
  };
  return {
    port,
    cut: closeAll,
    blackhole() {
      isSilent = true;
      for (const line of lines) line.silence();
    },
    async restore() {
      isSilent = false;
      if (!server.listening) await listen(server, port);
      for (const line of lines) line.open();
    },
    upstreamPorts: () => new Set([...lines].flatMap((line) => line.upstreamPort() ?? [])),
    [Symbol.asyncDispose]: closeAll,
  };
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}

/** One connection through the link; nothing flows until it is opened. */
function createLine(client: Socket, servicePort: number): Line {
  let upstream: Socket | undefined;
  const end = () => {
    client.destroy();
    upstream?.destroy();
  };
  client.on('error', end).once('close', end);
  const connectUpstream = () =>
    connect({ host: '127.0.0.1', port: servicePort, noDelay: true })
      // A service that refuses or resets does so to the node.
      .once('error', () => client.resetAndDestroy())
      .once('close', end);
  return {
    open() {
      if (client.destroyed) return;
      client.setNoDelay();
      upstream ??= connectUpstream();
      client.pipe(upstream);
      upstream.pipe(client);
    },
    silence() {
      client.unpipe().pause();
      upstream?.unpipe().pause();
    },
    reset() {
      client.resetAndDestroy();
      upstream?.destroy();
    },
    upstreamPort: () => upstream?.localPort,
  };
}

interface Line {
  open(): void;
  silence(): void;
  reset(): void;
  upstreamPort(): number | undefined;
}
