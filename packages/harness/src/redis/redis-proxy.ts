import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { findFreePort } from '../free-port.ts';
import type { RedisServer } from './redis-server.ts';

/** Passes connections on to a Redis, and can let them die unnoticed, as when a machine vanishes. */
export interface RedisProxy extends Disposable {
  readonly port: number;
  /** What the connections of now send is swallowed from here on; none of them is closed. Later ones are passed on. */
  swallow(): void;
}

export async function startRedisProxy(target: Pick<RedisServer, 'port'>): Promise<RedisProxy> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect({ port: target.port, host: '127.0.0.1' });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    }
    near.pipe(far).pipe(near);
  });
  const port = await findFreePort();
  await once(server.listen(port, '127.0.0.1'), 'listening');
  return {
    port,
    swallow() {
      for (const socket of sockets) socket.unpipe().removeAllListeners('end').resume();
    },
    [Symbol.dispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
