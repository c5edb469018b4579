import { watchConnections } from '@dunlin/backends/redis';
import { parseRedisUrl } from '@dunlin/backends/redis/url';
import { createTestApp, createTestDatabase, type TestApp } from '@dunlin/testing';
import {
  canRunRedis,
  type RedisServer,
  redisTitle,
  startRedisCluster,
  startRedisSentinel,
  startRedisServer,
} from '@dunlin/testing/redis';
import { beforeEach, describe, expect, inject, onTestFinished, test } from 'vitest';
import { consumers } from '../src/consumers.ts';
import { openPostgresQueue } from '../src/outbox/queue/postgres-queue.ts';
import { openRedisQueue } from '../src/outbox/queue/redis-queue.ts';
import { startRelay } from '../src/outbox/relay.ts';
import { findWrongTimelines } from './find-wrong-timelines.ts';

/** A loss that no connection tells of is found within seconds. */
const timeout = 60_000;
const settings = { jobRetryDelayMs: 1 };

describe.runIf(canRunRedis)(redisTitle, () => {
  let redis: RedisServer;
  beforeEach(async () => {
    redis = await startRedisServer();
    onTestFinished(() => redis[Symbol.asyncDispose]());
  });

  test('a tweet reaches its readers', async () => {
    await using app = await createTestApp({ redis: redis.url, settings });
    const { post, verify } = await createReaders(app);
    await post();
    await app.drain();
    await verify(1);
    expect(app.errors).toEqual([]);
  });

  test('what Redis forgets amid work is done, and what runs by the clock goes on', { timeout }, async () => {
    await using app = await createTestApp({
      redis: redis.url,
      settings: { ...settings, runSchedules: true },
    });
    const { post, verify } = await createReaders(app);
    for (let round = 0; round < 5; round++)
      await Promise.all([post(), post(), redis.call('FLUSHALL'), post()]);
    await redis.call('FLUSHALL');
    await app.drain();
    await verify(15);
    await expect.poll(() => redis.call('ZCARD', '{dunlin}:dunlin:repeat'), { timeout: 20_000 }).toBe(6);
  });

  test.each([
    { name: 'with its data', keepData: true },
    { name: 'without its data', keepData: false },
  ])(
    'while Redis is gone writes succeed, and when it is back $name all is done',
    { timeout },
    async ({ keepData }) => {
      await using app = await createTestApp({ redis: redis.url, settings });
      const { post, verify } = await createReaders(app);
      await Promise.all([post(), post(), redis.kill(), post()]);
      await Promise.all([post(), post()]);
      expect((await app.api.services.measureBacklog()).events).toBeGreaterThan(0);
      await redis.restart({ keepData });
      await app.drain();
      await verify(5);
      await post();
      await app.drain();
      await verify(6);
      expect(app.errors.length).toBeLessThan(10);
    },
  );

  test('while Redis is frozen writes succeed, and when it thaws all is done', { timeout }, async () => {
    await using app = await createTestApp({ redis: redis.url, settings });
    const { post, verify } = await createReaders(app);
    await post();
    redis.freeze();
    await Promise.all([post(), post()]);
    expect((await app.api.services.measureBacklog()).jobs.failed).toBe(0);
    await expect.poll(() => app.errors.length, { timeout: 10_000 }).toBeGreaterThan(0);
    redis.thaw();
    await app.drain();
    await verify(3);
    expect(app.errors.length).toBeLessThan(10);
  });

  test('a server ends while Redis is gone, or frozen', { timeout }, async () => {
    for (const lose of [() => redis.freeze(), () => redis.kill()]) {
      await using app = await createTestApp({ redis: redis.url, settings });
      const { post } = await createReaders(app);
      await post();
      await lose();
      await app[Symbol.asyncDispose]();
      redis.thaw();
    }
  });

  test.each([
    {
      name: 'a cluster',
      async start() {
        const cluster = await startRedisCluster({ withReplicas: true });
        const lose = async () => (await cluster.findOwner('{dunlin}')).kill();
        return { ...cluster, lose, recover: async () => {} };
      },
    },
    {
      name: 'Sentinels',
      async start() {
        const sentinel = await startRedisSentinel();
        const recover = async () => {
          const find = () => sentinel.findPrimary().catch(() => undefined);
          await expect.poll(find, { timeout: 20_000 }).toBe(sentinel.replica);
          // Without a replica the new primary takes no writes.
          await sentinel.primary.restart();
        };
        return { ...sentinel, lose: () => sentinel.primary.kill(), recover };
      },
    },
  ])('of $name the primary is lost, and all is done', { timeout }, async ({ start }) => {
    await using servers = await start();
    await using app = await createTestApp({ redis: servers.url, settings });
    const { post, verify } = await createReaders(app);
    await Promise.all([post(), post(), servers.lose(), post()]);
    await Promise.all([post(), post()]);
    await servers.recover();
    await app.drain();
    await verify(5);
    expect(app.errors.length).toBeLessThan(10);
  });

  test('jobs outlive a change of where the queue is, both ways', { timeout }, async () => {
    await using database = await createTestDatabase(inject('postgresUrl'));
    const peer = { databaseUrl: database.url };
    await using first = await createTestApp({ peer, redis: redis.url, settings });
    const { post, verify } = await createReaders(first);
    await redis.kill();
    await post();
    await expect.poll(() => first.errors).not.toEqual([]);
    await first[Symbol.asyncDispose]();
    {
      await using second = await createTestApp({ peer, settings });
      await second.drain();
      await verify(1, second);
    }
    await using third = await createTestApp({ peer, settings, runsJobs: false });
    await post(third);
    await relayToPostgres(third);
    await redis.restart();
    await using fourth = await createTestApp({ peer, redis: redis.url, settings });
    await fourth.drain();
    await verify(2, fourth);
  });

  test('a job that was done while the queue was elsewhere is not run', { timeout }, async () => {
    await using app = await createTestApp({ redis: redis.url, settings });
    const config = parseRedisUrl(redis.url);
    const watch = watchConnections(config, { warn: () => {}, info: () => {} });
    const onError = (error: unknown) => void app.errors.push(error);
    await using queue = await openRedisQueue(
      { config, watch, prefix: 'dunlin' },
      { retryDelayMs: 1, onError },
    );
    const event = { type: 'follow.deleted', followeeId: 'nobody', followerId: 'nobody' } as const;
    await queue.add([{ id: 'done', name: 'reconcile-follow', events: [event], priority: undefined }]);
    await expect.poll(() => queue.findMissing(['done'])).toEqual(['done']);
    expect(app.errors).toEqual([]);
    expect(await app.api.failedJobs.list()).toEqual([]);
  });

  test('a job that fails for good is listed and retried', { timeout }, async () => {
    await using app = await createTestApp({ redis: redis.url, settings });
    const event = JSON.stringify({ type: 'follow.deleted', followeeId: 'nobody', followerId: 'nobody' });
    await app.db.insertInto('outbox').values({ event }).execute();
    await app.drain();
    expect(await app.api.failedJobs.list()).toMatchObject([
      { name: 'reconcile-follow', reason: expect.stringContaining('"nobody"') },
    ]);
    expect(await app.api.services.measureBacklog()).toMatchObject({ jobs: { waiting: 0, failed: 1 } });
    await expect.poll(() => app.errors).toHaveLength(10);
    expect(await app.api.failedJobs.retry()).toBe(1);
    await app.drain();
    await expect.poll(() => app.errors).toHaveLength(20);
    expect(await app.api.failedJobs.list()).toHaveLength(1);
  });
});

/** Hands events to the queue in Postgres, which no worker reads. */
async function relayToPostgres({ api, db, databaseUrl }: TestApp): Promise<void> {
  const onError = (error: unknown) => {
    throw error;
  };
  await using queue = await openPostgresQueue({ db, databaseUrl, retryDelayMs: 1, onError });
  const { hints } = api.services;
  await using relay = startRelay({ db, hints, queue, consumers, schedules: [], onError });
  await relay.flush();
  expect((await queue.count()).waiting).toBeGreaterThan(0);
}

/** An author, and readers who follow. */
async function createReaders(app: TestApp) {
  const [author, ...readers] = await app.createUsers('author', 'reader1', 'reader2');
  for (const reader of readers) await app.as(reader).follows.create({ id: author.id });
  await app.drain();
  return {
    post: (from = app) => from.as(author).tweets.create({ text: 'again and again' }),
    async verify(count: number, to = app) {
      for (const reader of readers)
        expect((await to.as(reader).timelines.home({})).items).toHaveLength(count);
      expect(await findWrongTimelines(to, [author, ...readers])).toEqual([]);
    },
  };
}
