import { RedisUnusableError } from './check-redis.ts';
import { createRedis, type RedisClient, type RedisRole } from './create-redis.ts';
import { describePlace, type RedisConfig } from './redis-config.ts';
import type { ConnectionWatch } from './watch-connections.ts';

const withinMs = 10_000;

/** A connection that stands. @throws RedisUnusableError when that does not come about */
export async function connectRedis(
  config: RedisConfig,
  role: RedisRole,
  watch: ConnectionWatch,
): Promise<RedisClient> {
  const client = createRedis(config, role, watch);
  try {
    await untilReady(client, AbortSignal.timeout(withinMs));
    return client;
  } catch {
    client.disconnect();
    throw new RedisUnusableError(
      `The connection to ${describePlace(config)} does not come about. Check that it is not loading its data, and not overloaded.`,
    );
  }
}

/** @throws the signal's reason when it is aborted before */
export function untilReady(client: RedisClient, signal: AbortSignal): Promise<void> {
  // Not `once` of node:events: an error on the way, which is tried over, would end it.
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  if (client.status === 'ready') resolve();
  else client.once('ready', resolve);
  return promise;
}
