import { createRedis, watchConnections } from '@dunlin/backends/redis';
import { parseRedisUrl } from '@dunlin/backends/redis/url';
import {
  canRunRedis,
  type RedisServer,
  redisTitle,
  startRedisCluster,
  startRedisServer,
} from '@dunlin/harness/redis';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { LimitRule } from '../core/rate-limits.ts';
import { createBucket } from './bucket.ts';
import { createSharedCounts } from './shared-counts.ts';
import type { Bucket } from './windows.ts';

const rule = { max: 5, windowSeconds: 60 };

describe.runIf(canRunRedis)(redisTitle, () => {
  test('all processes count together, and give back together', async () => {
    await using server = await startRedisServer();
    const [here, there] = [await openBucket(server.url), await openBucket(server.url)];
    const states = await Promise.all(
      Array.from({ length: 20 }, (_, i) => (i % 2 ? here : there).take('key')),
    );
    const taken = states.filter(({ isExceeded }) => !isExceeded).map(({ remaining }) => remaining);
    expect(taken.toSorted()).toEqual([0, 1, 2, 3, 4]);
    expect(await here.take('another key')).toMatchObject({ limit: 5, remaining: 4, isExceeded: false });
    for (const state of states) await state.giveBack();
    expect(await here.take('key')).toMatchObject({ remaining: 4, isExceeded: false });
  });

  test('no window holds more than its limit, wherever it begins, and what is refused is let through when it says', async () => {
    await using server = await startRedisServer();
    const windowMs = 400;
    const bucket = await openBucket(server.url, { max: 5, windowSeconds: windowMs / 1_000 });
    const begun: number[] = [];
    const ended: number[] = [];
    const take = async () => {
      const at = performance.now();
      const { isExceeded } = await bucket.take('key');
      if (!isExceeded) {
        begun.push(at);
        ended.push(performance.now());
      }
      return begun.length;
    };
    await expect.poll(take, { interval: 5, timeout: 30_000 }).toBe(18);
    // Of six in a row the last began a window after the first, at least; by the clock of Redis, which counts whole milliseconds here.
    for (const [index, at] of begun.slice(0, -5).entries())
      expect((ended[index + 5] ?? 0) - at).toBeGreaterThan(windowMs - 1);
    const counts = await server.call('HLEN', 'test:window:read:key');
    expect(counts).toBeLessThanOrEqual(21);
    expect(await server.call('PTTL', 'test:window:read:key')).toBeGreaterThan(0);
  });

  test('a count goes on when the script that counts was thrown away', async () => {
    await using server = await startRedisServer();
    const bucket = await openBucket(server.url);
    await bucket.take('key');
    await server.call('SCRIPT', 'FLUSH');
    expect(await bucket.take('key')).toMatchObject({ remaining: 3 });
  });

  test('in a cluster every key is counted, whichever node has it', async () => {
    await using cluster = await startRedisCluster();
    const [here, there] = [await openBucket(cluster.url), await openBucket(cluster.url)];
    for (const key of ['a', 'b', 'c', 'd', 'e', 'f']) {
      await here.take(key);
      expect(await there.take(key)).toMatchObject({ remaining: 3 });
    }
  });

  test('while Redis is away each process counts alone, from zero, and afterwards together again', async () => {
    await using server = await startRedisServer({ config: ['appendonly yes', 'appendfsync always'] });
    const [here, there] = [await openBucket(server.url), await openBucket(server.url)];
    for (let i = 0; i < 3; i += 1) await here.take('key');
    await server.kill();
    expect(await here.take('key')).toMatchObject({ remaining: 4 });
    const last = await here.take('key');
    expect(last).toMatchObject({ remaining: 3 });
    expect(await there.take('key')).toMatchObject({ remaining: 4 });
    await last.giveBack();
    await server.restart();
    await untilTogether(there, server);
    expect(await there.take('key')).toMatchObject({ remaining: 1 });
  });

  test('that Redis refuses to count is told once, and that it is away is not', async () => {
    await using server = await startRedisServer();
    const { shared, errors } = await openShared(server.url);
    const bucket = createBucket('read', rule, shared);
    await bucket.take('key');
    expect(shared.isShared).toBe(true);
    await server.call('ACL', 'SETUSER', 'default', '-evalsha', '-eval');
    for (let i = 0; i < 2; i += 1) {
      await bucket.take('key');
      expect(shared.isShared).toBe(false);
    }
    await server.kill();
    await bucket.take('key');
    expect(errors.map(String)).toEqual([
      expect.stringMatching(/^Error: Limits are counted by each process alone, as Redis refuses to: NOPERM/),
    ]);
  });

  test('of a frozen Redis one call waits for the end of its patience, and none after it', async () => {
    await using server = await startRedisServer();
    const bucket = await openBucket(server.url);
    const before = await bucket.take('key');
    await server.call('CONFIG', 'RESETSTAT');
    server.freeze();
    expect(await bucket.take('key')).toMatchObject({ remaining: 4 });
    expect(await bucket.take('key')).toMatchObject({ remaining: 3 });
    await before.giveBack();
    server.thaw();
    // The one that was given up on is carried out when Redis wakes.
    expect(await server.call('INFO', 'commandstats')).toContain('cmdstat_evalsha:calls=1,');
    await untilTogether(bucket, server);
    expect(await bucket.take('key')).toMatchObject({ remaining: 2 });
  });
});

async function untilTogether(bucket: Bucket, server: RedisServer): Promise<void> {
  await expect
    .poll(async () => {
      await bucket.take('another key');
      return await server.call('EXISTS', 'test:window:read:another key');
    })
    .toBe(1);
}

async function openBucket(url: string, of: LimitRule = rule): Promise<Bucket> {
  const { shared, errors } = await openShared(url);
  onTestFinished(() => expect(errors).toEqual([]));
  return createBucket('read', of, shared);
}

async function openShared(url: string) {
  const config = parseRedisUrl(url);
  const watch = watchConnections(config, { warn: () => {}, info: () => {} });
  const redis = createRedis(config, 'request', watch);
  onTestFinished(() => redis.disconnect());
  await expect.poll(() => redis.status).toBe('ready');
  const errors: unknown[] = [];
  const shared = createSharedCounts(
    { redis, prefix: 'test' },
    { onError: (error) => void errors.push(error) },
  );
  onTestFinished(() => shared[Symbol.dispose]());
  return { shared, errors };
}
