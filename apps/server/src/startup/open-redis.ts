import { createHmac } from 'node:crypto';
import { type Bus, createInProcessBus } from '@dunlin/backends/bus';
import type { ConnectionWatch, RedisClient, RedisConfig, RedisLog } from '@dunlin/backends/redis';
import { StartupError } from './startup-error.ts';

export interface RedisStatus {
  /** Whether it answers now; asked anew each time, and soon answered. */
  isUp(): Promise<boolean>;
}

/** A Redis that was looked at and can be used. */
export interface OpenRedis extends RedisStatus, AsyncDisposable {
  config: RedisConfig;
  /** Begins the names of all keys and channels. */
  prefix: string;
  watch: ConnectionWatch;
  /** For what a request waits for. */
  client: RedisClient;
}

export interface OpenRedisOptions {
  prefix: string;
  /** Of the installation: another must not use the same names. */
  secret: string;
  log: RedisLog;
}

/** Loads the client of Redis only where there is one. @throws StartupError or RedisUnusableError when it cannot be used. */
export async function openRedis(config: RedisConfig, options: OpenRedisOptions): Promise<OpenRedis> {
  const { prefix, secret, log } = options;
  const { checkRedis, connectRedis, watchConnections } = await import('@dunlin/backends/redis');
  for (const advice of await checkRedis(config)) log.warn(advice);
  const watch = watchConnections(config, log);
  const client = await connectRedis(config, 'request', watch);
  try {
    await claimPrefix(client, { prefix, secret });
  } catch (error) {
    client.disconnect();
    throw error;
  }
  return {
    ...{ config, prefix, watch, client },
    isUp: () =>
      client.ping().then(
        () => true,
        () => false,
      ),
    [Symbol.asyncDispose]: async () => client.disconnect(),
  };
}

/** What carries hints: Redis between processes, nothing else within one. */
export async function openBus(
  redis: OpenRedis | undefined,
  onListenerError: (error: unknown) => void,
): Promise<Bus> {
  if (!redis) return createInProcessBus({ onListenerError });
  const { createRedisBus } = await import('@dunlin/backends/bus/redis');
  return createRedisBus({ ...redis, onListenerError });
}

/** Two installations with one prefix would do each other's jobs. */
async function claimPrefix(
  client: RedisClient,
  { prefix, secret }: Omit<OpenRedisOptions, 'log'>,
): Promise<void> {
  const key = `${prefix}:installation`;
  const ours = createHmac('sha256', secret).update('dunlin installation').digest('base64url');
  const written = await writeOnce(client, key, ours).catch((error: Error) => {
    throw new StartupError(
      `Nothing can be written to Redis: ${error.message}. Check that REDIS_URL leads to a primary, and that its user may use ` +
        `keys and channels that begin with ${prefix}.`,
    );
  });
  if (written === ours) return;
  throw new StartupError(
    `Another installation uses this Redis under the prefix ${prefix}: its secret differs. Give each a REDIS_PREFIX of its own, ` +
      `or all servers of one the same AUTH_SECRET. If it is this one, and its secret was changed, delete the key ${key} there.`,
  );
}

async function writeOnce(client: RedisClient, key: string, value: string): Promise<string | null> {
  await client.setnx(key, value);
  return client.get(key);
}
