import { watchConnections } from '@dunlin/backends/redis';
import { parseRedisUrl } from '@dunlin/backends/redis/url';
import { createTestApp, createTestDatabase, type TestApp } from '@dunlin/harness';
import {
  canRunRedis,
  redisTitle,
  startRedisCluster,
  startRedisSentinel,
  startRedisServer,
} from '@dunlin/harness/redis';
import { describe, inject, type TestContext, test } from 'vitest';
import { consumers } from '../src/consumers.ts';
import { startDraining } from '../src/outbox/drain-outbox.ts';
import { startHandingOver } from '../src/outbox/hand-over.ts';
import { openPostgresQueue } from '../src/outbox/queue/postgres-queue.ts';
import { openRedisQueue } from '../src/outbox/queue/redis-queue.ts';
import { schedules } from '../src/schedules.ts';
import { findWrongTimelines } from './find-wrong-timelines.ts';

/** A loss that no connection tells of is found within seconds. */
const timeout = 60_000;
const settings = { jobRetryDelayMs: 1 };

// At once: they wait, mostly.
describe.runIf(canRunRedis)(redisTitle, { timeout, concurrent: true }, () => {
  test('what is slow is done', async ({ expect }) => {
    await using redis = await startRedisServer();
    await using app = await createTestApp({ redis: redis.url, settings });
    const { remove, verify } = await createLiked(app, expect);
    await remove();
    await app.drain();
    await verify(1);
    expect(app.errors).toEqual([]);
  });

  test('what Redis forgets amid work is done, and what runs by the clock goes on', async ({ expect }) => {
    await using redis = await startRedisServer();
    await using app = await createTestApp({
      redis: redis.url,
      settings: { ...settings, runSchedules: true },
    });
    const { remove, verify } = await createLiked(app, expect);
    for (let round = 0; round < 5; round++)
      await Promise.all([remove(), remove(), redis.call('FLUSHALL'), remove()]);
    await redis.call('FLUSHALL');
    await app.drain();
    await verify(15);
    await expect.poll(() => redis.call('ZCARD', '{dunlin}:dunlin:repeat')).toBe(schedules.length);
  });

  test.for([
    { name: 'with its data', keepData: true },
    { name: 'without its data', keepData: false },
  ])(
    'while Redis is gone writes succeed, and when it is back $name all is done',
    async ({ keepData }, { expect }) => {
      await using redis = await startRedisServer();
      await using app = await createTestApp({ redis: redis.url, settings });
      const { remove, post, verify } = await createLiked(app, expect);
      await Promise.all([remove(), remove(), redis.kill(), remove()]);
      await Promise.all([remove(), remove(), post()]);
      expect((await app.api.services.measureBacklog()).jobs.waiting).toBeGreaterThan(0);
      await redis.restart({ keepData });
      await app.drain();
      await verify(5);
      await remove();
      await app.drain();
      await verify(6);
      expect(app.errors.length).toBeLessThan(10);
    },
  );

  test('while Redis is frozen writes succeed, and when it thaws all is done', async ({ expect }) => {
    await using redis = await startRedisServer();
    await using app = await createTestApp({ redis: redis.url, settings });
    const { remove, post, verify } = await createLiked(app, expect);
    await remove();
    redis.freeze();
    await Promise.all([remove(), remove(), post()]);
    expect((await app.api.services.measureBacklog()).jobs.failed).toBe(0);
    await expect.poll(() => app.errors.length).toBeGreaterThan(0);
    redis.thaw();
    await app.drain();
    await verify(3);
    expect(app.errors.length).toBeLessThan(10);
  });

  test('a server ends while Redis is gone, or frozen', async ({ expect }) => {
    await using redis = await startRedisServer();
    for (const lose of [() => redis.freeze(), () => redis.kill()]) {
      await using app = await createTestApp({ redis: redis.url, settings });
      const { remove } = await createLiked(app, expect);
      await remove();
      await lose();
      await app[Symbol.asyncDispose]();
      redis.thaw();
    }
  });

  test.for([
    {
      name: 'a cluster',
      async start() {
        const cluster = await startRedisCluster({ withReplicas: true });
        const lose = async () => (await cluster.findOwner('{dunlin}')).kill();
        return { ...cluster, lose };
      },
    },
    {
      name: 'Sentinels',
      async start() {
        const sentinel = await startRedisSentinel();
        return { ...sentinel, lose: () => sentinel.primary.kill() };
      },
    },
  ])('of $name the primary is lost, and all is done', async ({ start }, { expect }) => {
    await using servers = await start();
    await using app = await createTestApp({ redis: servers.url, settings });
    const { remove, verify } = await createLiked(app, expect);
    await Promise.all([remove(), remove(), servers.lose(), remove()]);
    await Promise.all([remove(), remove()]);
    await app.drain();
    await verify(5);
    expect(app.errors.length).toBeLessThan(10);
  });

  test('jobs outlive a change of where the queue is, both ways', async ({ expect }) => {
    await using redis = await startRedisServer();
    await using database = await createTestDatabase(inject('postgresUrl'));
    const peer = { databaseUrl: database.url };
    await using first = await createTestApp({ peer, redis: redis.url, settings });
    const { remove, verify } = await createLiked(first, expect);
    await redis.kill();
    await remove();
    await expect.poll(() => first.errors).not.toEqual([]);
    await first[Symbol.asyncDispose]();
    {
      await using second = await createTestApp({ peer, settings });
      await second.drain();
      await verify(1, second);
    }
    await using third = await createTestApp({ peer, settings, runsJobs: false });
    await remove(third);
    await drainIntoPostgres(third, expect);
    await redis.restart();
    await using fourth = await createTestApp({ peer, redis: redis.url, settings });
    await fourth.drain();
    await verify(2, fourth);
  });

  test('a job that was done while the queue was elsewhere is not run', async ({ expect }) => {
    await using redis = await startRedisServer();
    await using app = await createTestApp({ redis: redis.url, settings });
    const config = parseRedisUrl(redis.url);
    const watch = watchConnections(config, { warn: () => {}, info: () => {} });
    const onError = (error: unknown) => void app.errors.push(error);
    await using queue = await openRedisQueue(
      { config, watch, prefix: 'dunlin' },
      { retryDelayMs: 1, onError },
    );
    const event = { type: 'follow.deleted', followeeId: 'nobody', followerId: 'nobody' } as const;
    const job = { id: 'done', name: 'reconcile-follow', events: [event] };
    await queue.add([{ ...job, lane: 'main', priority: undefined }]);
    await expect.poll(() => queue.findMissing(['done'])).toEqual(['done']);
    expect(app.errors).toEqual([]);
    expect(await app.api.failedJobs.list()).toEqual([]);
  });

  test('a job that fails for good is listed and retried', async ({ expect }) => {
    await using redis = await startRedisServer();
    await using app = await createTestApp({ redis: redis.url, settings });
    const event = JSON.stringify({ type: 'follow.deleted', followeeId: 'nobody', followerId: 'nobody' });
    await app.db.insertInto('outbox').values({ event }).execute();
    await app.drain();
    expect(await app.api.failedJobs.list()).toMatchObject([
      { name: 'reconcile-follow', reason: expect.stringContaining('"nobody"') },
    ]);
    expect(await app.api.services.measureBacklog()).toMatchObject({ jobs: { waiting: 0, failed: 1 } });
    // That it was set aside, and each attempt of its job.
    await expect.poll(() => app.errors).toHaveLength(1 + 10);
    expect(await app.api.failedJobs.retry()).toBe(1);
    await app.drain();
    await expect.poll(() => app.errors).toHaveLength(1 + 20);
    expect(await app.api.failedJobs.list()).toHaveLength(1);
  });
});

/** Gives jobs to the queue in Postgres, which no worker reads. */
async function drainIntoPostgres(
  { api, db, databaseUrl }: TestApp,
  expect: TestContext['expect'],
): Promise<void> {
  const onError = (error: unknown) => {
    throw error;
  };
  await using queue = await openPostgresQueue({ db, databaseUrl, retryDelayMs: 1, onError });
  await using handOver = startHandingOver({ db, queue, consumers, schedules: [], onError });
  await using draining = startDraining({ services: api.services, consumers, handOver, onError });
  await draining.flush();
  await handOver.restore();
  expect((await queue.count()).waiting).toBeGreaterThan(0);
}

/** An author whose tweets are liked, and whose deletions are purged by jobs. */
async function createLiked(app: TestApp, expect: TestContext['expect']) {
  const [author, reader] = await app.createUsers('author', 'reader');
  await app.as(reader).follows.create({ id: author.id });
  await app.drain();
  const deleted: string[] = [];
  return {
    async remove(from = app) {
      const { id } = await from.as(author).tweets.create({ text: 'soon gone' });
      await from.as(reader).likes.create({ id });
      await from.as(author).tweets.delete({ id });
      deleted.push(id);
    },
    /** Reaches its reader without a job. */
    async post() {
      const { id } = await app.as(author).tweets.create({ text: 'stays' });
      const home = async () => (await app.as(reader).timelines.home({ limit: 100 })).items;
      await expect.poll(home).toContainEqual(expect.objectContaining({ id }));
    },
    async verify(count: number, to = app) {
      expect(deleted).toHaveLength(count);
      const left = to.db.selectFrom('likes').select('id').where('userId', '=', reader.id);
      expect(await left.execute()).toEqual([]);
      expect(await findWrongTimelines(to, [author, reader])).toEqual([]);
    },
  };
}
