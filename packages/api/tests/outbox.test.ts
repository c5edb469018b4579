import { createDatabase } from '@dunlin/db';
import { createTestApp, createTestDatabase, type TestApp } from '@dunlin/harness';
import { createPostgresBackend, Worker } from 'bullmq';
import { sql } from 'kysely';
import { afterAll, expect, inject, test } from 'vitest';
import { consumers } from '../src/consumers.ts';
import type { AppEvent } from '../src/core/events.ts';
import { write } from '../src/core/mutation.ts';
import { appendEvents } from '../src/outbox/append.ts';
import { applyEvents } from '../src/outbox/apply-events.ts';
import { startDraining } from '../src/outbox/drain-outbox.ts';
import { takeEvents } from '../src/outbox/events.ts';
import { groupByConsumer } from '../src/outbox/group-by-consumer.ts';
import { insertJobs, type Job } from '../src/outbox/job.ts';
import { queueNames } from '../src/outbox/queue/bull-queue.ts';
import type { Lane } from '../src/outbox/queue/job-queue.ts';
import { openPostgresQueue } from '../src/outbox/queue/postgres-queue.ts';
import { findWrongTimelines } from './find-wrong-timelines.ts';

const app = await createTestApp({ settings: { jobRetryDelayMs: 1 } });
const { services, failedJobs } = app.api;
afterAll(() => app[Symbol.asyncDispose]());

test('an event is recorded, and told of, only when its write commits', async () => {
  const told: string[] = [];
  const stop = services.hints.onAny('outbox', () => told.push('a hint'));
  const failed = write(services, async (writer) => {
    await appendEvents(writer, [{ type: 'user.deleted', userId: '1' }]);
    expect(await listOutbox(writer.trx)).toHaveLength(1);
    throw new Error('the write fails');
  });
  await expect(failed).rejects.toThrow('the write fails');
  expect(await listOutbox(app.db)).toEqual([]);
  expect(told).toEqual([]);

  await write(services, (writer) => appendEvents(writer, [{ type: 'user.deleted', userId: '1' }]));
  expect(told).toEqual(['a hint']);
  stop();
  await app.drain();
  expect(await listOutbox(app.db)).toEqual([]);
});

test('a statement that goes out with the commit undoes all when it fails', async () => {
  const told: string[] = [];
  const failed = write(services, async (writer) => {
    await appendEvents(writer, [{ type: 'user.deleted', userId: '1' }]);
    writer.afterCommit(() => told.push('committed'));
    writer.withCommit(sql`select 1 / 0`.execute(writer.trx));
  });
  await expect(failed).rejects.toMatchObject({ code: '22012' });
  expect(await listOutbox(app.db)).toEqual([]);
  expect(told).toEqual([]);
});

test('an event whose hint was lost is handled all the same', async () => {
  const { reader, tweetId, created } = await createUndelivered('unhinted');
  await insertEvents(created);
  await expect.poll(() => homeOf(reader)).toEqual([tweetId]);
});

test('jobs that were not handed to the queue, as when a process dies, are put in later', async () => {
  const [author, fan] = await app.createUsers('crash_author', 'crash_fan');
  const { id: tweetId } = await app.as(author).tweets.create({ text: 'liked' });
  await app.as(fan).likes.create({ id: tweetId });
  await app.drain();
  await using dying = await createTestApp({ peer: app, runsJobs: false });
  await dying.as(author).tweets.delete({ id: tweetId });
  const given: string[] = [];
  const handOver = { give: (jobs: readonly Job[]) => void given.push(...jobs.map(({ name }) => name)) };
  const draining = startDraining({
    ...{ services: dying.api.services, consumers, onError: (error) => app.errors.push(error) },
    handOver: { ...handOver, restore: async () => {}, [Symbol.asyncDispose]: async () => {} },
  });
  await draining.flush();
  await draining[Symbol.asyncDispose]();
  await app.drain();
  expect(await app.db.selectFrom('likes').select('id').where('tweetId', '=', tweetId).execute()).toEqual([]);
});

test('effects are there when their events are gone, or neither', async () => {
  await using idle = await createTestApp({ runsJobs: false });
  const [author, reader] = await idle.createUsers('author', 'reader');
  await idle.as(reader).follows.create({ id: author.id });
  const { id } = await idle.as(author).tweets.create({ text: 'hello' });
  const homeIn = async (app: TestApp) =>
    (await app.as(reader).timelines.home({})).items.map((tweet) => tweet.id);
  const dying = write(idle.api.services, async (writer) => {
    const stored = await takeEvents(writer.trx, { consumers, perEnd: 5 });
    expect(stored.map(({ event }) => event.type)).toEqual(['follow.created', 'tweet.created']);
    await applyEvents(writer, groupByConsumer(consumers, stored));
    throw new Error('the process dies');
  });
  await expect(dying).rejects.toThrow('the process dies');
  expect(await listOutbox(idle.db)).toHaveLength(2);
  expect(await homeIn(idle)).toEqual([]);

  await using working = await createTestApp({ peer: idle });
  await working.drain();
  expect(await listOutbox(idle.db)).toEqual([]);
  expect(await homeIn(working)).toEqual([id]);
  expect(await findWrongTimelines(working, [author, reader])).toEqual([]);
});

test('after a standstill, what is new does not wait for all that is old', async () => {
  await using idle = await createTestApp({ runsJobs: false });
  const [user] = await idle.createUsers('user');
  const event = JSON.stringify({ type: 'user.updated', userId: user.id });
  await idle.db.insertInto('outbox').values(Array(300).fill({ event })).execute();
  const rows = await idle.db.selectFrom('outbox').select('id').orderBy('id').execute();
  const ids = rows.map((row) => row.id);
  const taken = await idle.db.transaction().execute((trx) => takeEvents(trx, { consumers, perEnd: 50 }));
  expect(taken.map((stored) => stored.id)).toEqual([...ids.slice(0, 50), ...ids.slice(-50)]);
});

test('two servers on one database share the work and lose none of it', async () => {
  await using peer = await createTestApp({ peer: app });
  const [alice, bob, reader] = await app.createUsers('alice', 'bob', 'reader_of_both');
  await app.as(reader).follows.create({ id: alice.id });
  await peer.as(reader).follows.create({ id: bob.id });
  const posts = Array.from({ length: 60 }, (_, number) =>
    (number % 2 ? peer : app).as(number % 3 ? alice : bob).tweets.create({ text: `number ${number}` }),
  );
  await Promise.all(posts);
  await Promise.all([app.drain(), peer.drain()]);
  expect(await findWrongTimelines(peer, [alice, bob, reader])).toEqual([]);
  expect((await peer.as(reader).timelines.home({ limit: 100 })).items).toHaveLength(60);
  expect([...app.errors, ...peer.errors]).toEqual([]);
});

test('an event that cannot be handled fails alone, is kept, and can be retried', async () => {
  const poisoned = await createUndelivered('poisoned');
  const healthy = await Promise.all(['healthy1', 'healthy2'].map(createUndelivered));
  const cure = await refuseEntriesOf(poisoned.reader.id);
  await insertEvents(...healthy.map(({ created }) => created), poisoned.created);
  await app.drain();

  for (const { reader, tweetId } of healthy) expect(await homeOf(reader)).toEqual([tweetId]);
  expect(await homeOf(poisoned.reader)).toEqual([]);
  expect(await failedJobs.list()).toMatchObject([
    { name: 'fan-out-tweet', reason: expect.stringContaining('refused'), events: [poisoned.created] },
  ]);
  // The failure that set it aside, and each attempt of its job.
  await expectErrors(1 + 10);

  expect(await failedJobs.retry()).toBe(1);
  await app.drain();
  expect(await failedJobs.list()).toHaveLength(1);
  // All attempts anew.
  await expectErrors(10);

  await cure();
  expect(await failedJobs.retry()).toBe(1);
  await app.drain();
  expect(await failedJobs.list()).toEqual([]);
  expect(await homeOf(poisoned.reader)).toEqual([poisoned.tweetId]);
  expect(app.errors).toEqual([]);
});

test('an event that makes no sense does not hold up the others', async () => {
  const { reader, tweetId, created } = await createUndelivered('nonsense');
  const nonsense = {
    type: 'tweet.created',
    tweetId: 'no id',
    authorId: 'nobody',
    conversationId: '',
  } as const;
  await insertEvents(nonsense, created);
  await app.drain();
  expect(await homeOf(reader)).toEqual([tweetId]);
  expect((await failedJobs.list()).map(({ events }) => events)).toContainEqual([nonsense]);
  app.errors.splice(0);
});

test('an event of a newer version waits for a process that knows it', async () => {
  const { reader, tweetId, created } = await createUndelivered('newer');
  const newer = { type: 'tweet.bookmarked', tweetId } as const;
  await insertEvents(newer, created);
  await app.drain();
  expect(await homeOf(reader)).toEqual([tweetId]);
  expect(await listOutbox(app.db)).toEqual([newer]);
  await app.db.deleteFrom('outbox').execute();
});

test.each<[lane: Lane, job: Job]>([
  ['main', { id: 'purge-user-1', name: 'purge-user', events: [{ type: 'user.deleted', userId: '1' }] }],
  [
    'media',
    { id: 'process-media-1', name: 'process-media', events: [{ type: 'media.uploaded', mediaId: '1' }] },
  ],
])('a job whose worker died is taken up by another, in the lane %s', async (lane, job) => {
  await using database = await createTestDatabase(inject('postgresUrl'));
  await using db = createDatabase({ url: database.url, maxConnections: 2 });
  await using queue = await openPostgresQueue(queueOptions({ db, databaseUrl: database.url }));
  await db.transaction().execute((trx) => insertJobs(trx, [job]));
  await queue.add([{ ...job, lane, priority: undefined }]);
  const connection = { connectionString: database.url, migrate: false, max: 2 };
  const dying = new Worker(
    queueNames[lane],
    null,
    { connection, autorun: false, lockDuration: 100 },
    createPostgresBackend,
  );
  expect((await dying.getNextJob('dying'))?.name).toBe(job.name);
  await dying.close(true);
  expect(await queue.count()).toMatchObject({ active: 1 });

  await using survivor = await createTestApp({
    peer: { databaseUrl: database.url },
    settings: { jobLockMs: 200 },
  });
  await survivor.drain();
  expect(await survivor.api.failedJobs.list()).toEqual([]);
  await expect.poll(() => queue.count()).toEqual({ waiting: 0, active: 0, delayed: 0 });
});

function queueOptions({ db, databaseUrl }: Pick<TestApp, 'db' | 'databaseUrl'>) {
  return { db, databaseUrl, retryDelayMs: 1, onError: () => {} };
}

/** A tweet in the database, whose author has a follower, and the event of it, which nobody has recorded. */
async function createUndelivered(name: string) {
  const [author, reader] = await app.createUsers(`${name}_author`, `${name}_reader`);
  await app.as(reader).follows.create({ id: author.id });
  await app.drain();
  const { id: tweetId } = await app.db
    .insertInto('tweets')
    .values({
      authorId: author.id,
      text: name,
      entities: '{"hashtags":[],"mentions":[],"urls":[]}',
      conversationId: '1',
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await app.db.insertInto('timelineEntries').values({ userId: author.id, tweetId }).execute();
  const created: AppEvent = { type: 'tweet.created', tweetId, authorId: author.id, conversationId: '1' };
  return { author, reader, tweetId, created };
}

/** Records events without a hint. */
async function insertEvents(...events: { type: string }[]): Promise<void> {
  await app.db
    .insertInto('outbox')
    .values(events.map((event) => ({ event: JSON.stringify(event) })))
    .execute();
}

async function listOutbox(db: TestApp['db']): Promise<unknown[]> {
  const rows = await db.selectFrom('outbox').select('event').execute();
  return rows.map(({ event }) => event);
}

/** Makes the database refuse entries in a user's timeline; returns how to make it accept them again. */
async function refuseEntriesOf(userId: string): Promise<() => Promise<unknown>> {
  await sql`
    create function refuse_entry() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$`.execute(
    app.db,
  );
  await sql`
    create trigger refuse_entry before insert on timeline_entries for each row
    when (new.user_id = ${sql.lit(userId)}) execute function refuse_entry()`.execute(app.db);
  return () => sql`drop trigger refuse_entry on timeline_entries`.execute(app.db);
}

async function homeOf(user: Parameters<TestApp['as']>[0]): Promise<string[]> {
  return (await app.as(user).timelines.home({})).items.map(({ id }) => id);
}

/** The worker reports a failure just after it has written it down, so drain can be a moment earlier. */
async function expectErrors(count: number): Promise<void> {
  await expect.poll(() => app.errors).toHaveLength(count);
  app.errors.length = 0;
}
