import type { Cluster, Redis } from 'ioredis';
import { describePlace, type RedisConfig } from './redis-config.ts';

/** A connection that comes back is believed to stay once it has for this long. */
const settledMs = 1_000;

/** Writes one line when Redis is lost and one when it is back, however many connections there are and errors come. */
export interface ConnectionWatch {
  /** Whether every connection stands. A frozen Redis keeps them for a while. */
  readonly isUp: boolean;
  add(client: Redis | Cluster): void;
}

export interface RedisLog {
  warn(message: string): void;
  info(message: string): void;
}

export function watchConnections(config: RedisConfig, log: RedisLog): ConnectionWatch {
  const lost = new Set<Redis | Cluster>();
  let isTold = false;
  let settling: NodeJS.Timeout | undefined;
  const lose = (client: Redis | Cluster, reason: string) => {
    lost.add(client);
    clearTimeout(settling);
    if (isTold) return;
    isTold = true;
    log.warn(
      `The connection to ${describePlace(config)} was lost: ${reason}. It is tried again until it is back.`,
    );
  };
  const find = (client: Redis | Cluster) => {
    if (!lost.delete(client) || lost.size > 0) return;
    clearTimeout(settling);
    settling = setTimeout(() => {
      isTold = false;
      log.info(`The connection to ${describePlace(config)} is back.`);
    }, settledMs).unref();
  };
  return {
    get isUp() {
      return lost.size === 0;
    },
    add(client) {
      let reason = 'it was closed, or did not answer';
      // Of an error only its message: others of its fields hold the command, which for AUTH is the password.
      client.on('error', (error: Error) => {
        reason = error.message;
      });
      client.on('reconnecting', () => lose(client, reason));
      client.on('ready', () => find(client));
      client.on('end', () => find(client));
    },
  };
}
