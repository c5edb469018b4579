import { randomUUID } from 'node:crypto';
import {
  canRunRedis,
  type RedisServer,
  redisTitle,
  startRedisCluster,
  startRedisSentinel,
  startRedisServer,
} from '@dunlin/harness/redis';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parseRedisUrl } from '../redis/parse-redis-url.ts';
import { watchConnections } from '../redis/watch-connections.ts';
import type { Bus } from './bus.ts';
import { type BusUnderTest, describeBus } from './conformance.ts';
import { createRedisBus } from './redis.ts';

describe.runIf(canRunRedis)(redisTitle, () => {
  describeBusOver('one Redis', async (stack) => {
    const server = stack.use(await startRedisServer({ password: 'secret' }));
    return { url: server.url, findServer: async () => server };
  });
  describeBusOver('Sentinels', async (stack) => {
    const sentinel = stack.use(await startRedisSentinel());
    return { url: sentinel.url, findServer: sentinel.findPrimary };
  });
  describeBusOver('a cluster', async (stack) => {
    const cluster = stack.use(await startRedisCluster());
    return { url: cluster.url, findServer: (prefix) => cluster.findOwner(`${prefix}:bus`) };
  });
});

function describeBusOver(name: string, start: (stack: AsyncDisposableStack) => Promise<Servers>): void {
  describe(name, () => {
    const stack = new AsyncDisposableStack();
    let servers: Servers;
    beforeAll(async () => {
      servers = await start(stack);
    });
    afterAll(() => stack.disposeAsync());

    describeBus(name, async () => {
      const prefix = randomUUID();
      const server = await servers.findServer(prefix);
      return {
        bus: await openBus(servers.url, prefix),
        peer: await openBus(servers.url, prefix),
        loseTransport: () => lose(server),
      };
    });

    test('a frozen server is told by its silence, and keeps no publisher waiting', async () => {
      const prefix = randomUUID();
      const bus = await openBus(servers.url, prefix);
      onTestFinished(() => bus[Symbol.asyncDispose]());
      const server = await servers.findServer(prefix);
      server.freeze();
      onTestFinished(server.thaw);
      await bus.publish('a', 'into the void');
      await expect.poll(() => bus.isConnected).toBe(false);
      server.thaw();
      await expect.poll(() => bus.isConnected).toBe(true);
    });
  });
}

async function openBus(url: string, prefix: string): Promise<Bus> {
  const config = parseRedisUrl(url);
  const watch = watchConnections(config, { warn: () => {}, info: () => {} });
  return createRedisBus({ config, prefix, watch, onListenerError: () => {} });
}

async function lose(server: RedisServer): ReturnType<NonNullable<BusUnderTest['loseTransport']>> {
  await server.kill();
  let isRestored = false;
  const restore = async () => {
    if (isRestored) return;
    isRestored = true;
    await server.restart();
  };
  onTestFinished(restore);
  return restore;
}

interface Servers {
  url: string;
  /** The one that carries the bus now. */
  findServer(prefix: string): Promise<RedisServer>;
}
