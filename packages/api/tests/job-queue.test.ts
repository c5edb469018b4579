import { randomUUID } from 'node:crypto';
import { watchConnections } from '@dunlin/backends/redis';
import { parseRedisUrl } from '@dunlin/backends/redis/url';
import { createDatabase } from '@dunlin/db';
import { createTestDatabase } from '@dunlin/harness';
import { canRunRedis, redisTitle, startRedisCluster, startRedisServer } from '@dunlin/harness/redis';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import type { Attempt, JobQueue, Lane, WorkerOptions } from '../src/outbox/queue/job-queue.ts';
import { openPostgresQueue } from '../src/outbox/queue/postgres-queue.ts';
import { openRedisQueue } from '../src/outbox/queue/redis-queue.ts';

/** Opens another end of one queue. */
type Open = () => Promise<JobQueue>;

describe('in Postgres', () => conformance(startPostgresQueue));

describe.runIf(canRunRedis)(redisTitle, () => {
  describe.each([
    { name: 'in Redis', startServer: startRedisServer },
    { name: 'in a cluster', startServer: startRedisCluster },
  ])('$name', ({ startServer }) => {
    const stack = new AsyncDisposableStack();
    let url = '';
    beforeAll(async () => {
      url = stack.use(await startServer()).url;
    });
    afterAll(() => stack.disposeAsync());
    conformance(async () => startRedisQueue(url));
  });

  test('a worker that starts when Redis has just been lost says so', async () => {
    await using server = await startRedisServer();
    const queue = await startRedisQueue(server.url, () => {})();
    await server.kill();
    await expect(startWorker(queue, {})).rejects.toThrow('Redis was lost while the server started.');
  });
});

function conformance(start: () => Promise<Open>): void {
  test('every job is run once, by any worker', async () => {
    const open = await start();
    const queue = await open();
    const ran: string[] = [];
    const run = async ({ id, events }: Attempt) => void ran.push(`${id} with ${events.length}`);
    await startWorker(queue, { run });
    await startWorker(await open(), { run });
    const jobs = Array.from({ length: 100 }, (_, number) => toJob(`a${number}`));
    await queue.add(jobs);
    await expect.poll(() => ran).toHaveLength(100);
    expect(new Set(ran)).toEqual(new Set(jobs.map(({ id }) => `${id} with 1`)));
    await expect.poll(() => queue.count()).toEqual({ waiting: 0, active: 0, delayed: 0 });
  });

  test('jobs of a higher number wait for those of a lower one and for those that have none', async () => {
    const queue = await (await start())();
    await queue.add([toJob('third', 20), toJob('second', 10), toJob('first')]);
    expect(await queue.count()).toEqual({ waiting: 3, active: 0, delayed: 0 });
    const began: string[] = [];
    await startWorker(queue, { run: async ({ id }) => void began.push(id) });
    await expect.poll(() => began).toEqual(['first', 'second', 'third']);
  });

  test('the jobs of a lane run so many at once, in its own order, and keep no other waiting', async () => {
    const queue = await (await start())();
    const ranks = [7, 3, 5, 1, 6, 2, 4];
    const media = ranks.map((rank) => toJob(`m${rank}`, rank, 'media'));
    await queue.add([...media, toJob('other')]);
    expect(await queue.count()).toEqual({ waiting: 8, active: 0, delayed: 0 });
    expect(await queue.findMissing(['m1', 'other', 'm8'])).toEqual(['m8']);
    const began: string[] = [];
    const running = new Set<string>();
    const gate = Promise.withResolvers<void>();
    let most = 0;
    await startWorker(queue, {
      async run({ id, lane }) {
        began.push(id);
        if (lane === 'media') running.add(id);
        most = Math.max(most, running.size);
        if (running.size === 2 && began.includes('other')) gate.resolve();
        // Until the other has had its turn, which waits for none of these.
        if (lane === 'media') await gate.promise;
        running.delete(id);
      },
    });
    await expect.poll(() => began).toHaveLength(8);
    expect(most).toBe(2);
    const places = began.filter((id) => id !== 'other').map((id) => Number(id.slice(1)));
    // Those that are fetched at once may begin in any order, and one that was fetched late lets some go by.
    for (const [index, place] of places.entries())
      expect(Math.abs(place - (index + 1))).toBeLessThanOrEqual(3);
  });

  test('a job that it has is not put in again, and it knows which those are', async () => {
    const queue = await (await start())();
    await queue.add([toJob('known'), toJob('known')]);
    await queue.add([toJob('known')]);
    expect(await queue.count()).toMatchObject({ waiting: 1 });
    expect(await queue.findMissing(['known', 'unknown'])).toEqual(['unknown']);

    const ran: string[] = [];
    await startWorker(queue, { run: async ({ id }) => void ran.push(id) });
    await expect.poll(() => queue.findMissing(['known'])).toEqual(['known']);
    await queue.add([toJob('known')]);
    await expect.poll(() => ran).toEqual(['known', 'known']);
  });

  test('a job that fails is tried ten times, and then is gone', async () => {
    const queue = await (await start())();
    const attempts: string[] = [];
    const failures: unknown[] = [];
    await startWorker(queue, {
      async run({ attemptsMade, isLast }) {
        attempts.push(`${attemptsMade}${isLast ? ' is the last' : ''}`);
        throw new Error('no');
      },
      onFailed: (error, attempt) => failures.push([error.message, attempt?.id]),
    });
    await queue.add([toJob('failing')]);
    await expect.poll(() => failures).toHaveLength(10);
    expect(failures).toEqual(Array(10).fill(['no', 'failing']));
    expect(attempts).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9 is the last']);
    await expect.poll(() => queue.findMissing(['failing'])).toEqual(['failing']);
  });

  test('a job that is postponed was not tried', async () => {
    const queue = await (await start())();
    const seen: number[] = [];
    const failures: unknown[] = [];
    await startWorker(queue, {
      run: async ({ attemptsMade, postpone }) => (seen.push(attemptsMade) < 3 ? postpone(10) : undefined),
      onFailed: (error) => failures.push(error),
    });
    await queue.add([toJob('postponed')]);
    await expect.poll(() => seen).toEqual([0, 0, 0]);
    await expect.poll(() => queue.count()).toEqual({ waiting: 0, active: 0, delayed: 0 });
    expect(failures).toEqual([]);
  });

  test('a schedule runs once whenever it is due, however many set it and work, and never beside itself', async () => {
    const open = await start();
    const runs = { running: 0, most: 0, ended: 0 };
    const enough = Promise.withResolvers<void>();
    const schedules = [{ name: 'tick', everyMs: 100, run: async () => {} }];
    const startedAt = Date.now();
    for (const queue of [await open(), await open()]) {
      await queue.setSchedules(schedules);
      await startWorker(queue, {
        async run({ isOverlapping }) {
          if (await isOverlapping()) return;
          runs.running += 1;
          runs.most = Math.max(runs.most, runs.running);
          await new Promise((resolve) => setTimeout(resolve, 150));
          runs.running -= 1;
          runs.ended += 1;
          if (runs.ended === 4) enough.resolve();
        },
      });
    }
    await enough.promise;
    expect(runs.most).toBe(1);
    expect(runs.ended).toBeLessThanOrEqual((Date.now() - startedAt) / 100 + 1);
  });

  test('a schedule that was lost is set again, and one that is there is left alone', async () => {
    const queue = await (await start())();
    await queue.setSchedules([{ name: 'tick', everyMs: 3_600_000, run: async () => {} }], { onlyLost: true });
    await queue.setSchedules([{ name: 'tick', everyMs: 3_600_000, run: async () => {} }], { onlyLost: true });
    // The first is due at once.
    expect(await queue.count()).toEqual({ waiting: 1, active: 0, delayed: 0 });
  });

  test('a schedule that an earlier version had is due no more', async () => {
    const queue = await (await start())();
    const due = new Set<string>();
    await startWorker(queue, { run: async ({ name }) => void due.add(name) });
    await queue.setSchedules([{ name: 'tick', everyMs: 50, run: async () => {} }]);
    await expect.poll(() => due).toContain('tick');
    await queue.setSchedules([{ name: 'tock', everyMs: 50, run: async () => {} }]);
    await expect.poll(() => due).toContain('tock');
    due.clear();
    await expect.poll(() => due).toContain('tock');
    expect(due).not.toContain('tick');
  });
}

async function startWorker(queue: JobQueue, options: Partial<WorkerOptions>): Promise<void> {
  const worker = await queue.startWorker({
    run: async () => {},
    lockMs: 10_000,
    onFailed: () => {},
    ...options,
  });
  onTestFinished(() => worker[Symbol.asyncDispose]());
}

function toJob(id: string, priority?: number, lane: Lane = 'main') {
  return { id, name: 'work', lane, events: [{ type: 'user.deleted', userId: id } as const], priority };
}

async function startPostgresQueue(): Promise<Open> {
  const database = await createTestDatabase(inject('postgresUrl'));
  const db = createDatabase({ url: database.url, maxConnections: 2 });
  onTestFinished(async () => {
    await db.destroy();
    await database[Symbol.asyncDispose]();
  });
  return () => opened(openPostgresQueue({ db, databaseUrl: database.url, ...quick }));
}

function startRedisQueue(url: string, onError: (error: unknown) => void = quick.onError): Open {
  const config = parseRedisUrl(url);
  const watch = watchConnections(config, { warn: () => {}, info: () => {} });
  const prefix = randomUUID();
  return () => opened(openRedisQueue({ config, watch, prefix }, { ...quick, onError }));
}

const quick = {
  retryDelayMs: 1,
  onError(error: unknown) {
    throw error;
  },
};

async function opened(opening: Promise<JobQueue>): Promise<JobQueue> {
  const queue = await opening;
  onTestFinished(() => queue[Symbol.asyncDispose]());
  return queue;
}
