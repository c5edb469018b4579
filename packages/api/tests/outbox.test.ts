import { createDatabase } from '@dunlin/db';
import { createTestApp, createTestDatabase, type TestApp } from '@dunlin/testing';
import { createPostgresBackend, Worker } from 'bullmq';
import { sql } from 'kysely';
import { afterAll, expect, inject, test } from 'vitest';
import { consumers } from '../src/consumers.ts';
import type { AppEvent } from '../src/core/events.ts';
import { write } from '../src/core/mutation.ts';
import { appendEvents } from '../src/outbox/append.ts';
import { insertJobs, type Job } from '../src/outbox/job.ts';
import { queueName } from '../src/outbox/queue/bull-queue.ts';
import { openPostgresQueue } from '../src/outbox/queue/postgres-queue.ts';
import { startRelay } from '../src/outbox/relay.ts';
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

test('an event whose hint was lost is relayed all the same', async () => {
  const { reader, tweetId, created } = await createUndelivered('unhinted');
  await insertEvents(created);
  await expect.poll(() => homeOf(reader)).toEqual([tweetId]);
});

test('jobs that were not handed to the queue, as when the relay dies, are put in later, and their effects happen once', async () => {
  const { reader, tweetId, created } = await createUndelivered('crash');
  const { author: other, reader: bystander, created: crashing } = await createUndelivered('crash_too');
  await using queue = await openPostgresQueue(queueOptions(app));
  const refused: string[] = [];
  const errors: unknown[] = [];
  const relay = startRelay({
    ...{
      consumers,
      schedules: [],
      db: app.db,
      hints: services.hints,
      onError: (error) => errors.push(error),
    },
    queue: {
      ...queue,
      async add(batch) {
        refused.push(...batch.map(({ id }) => id));
        throw new Error('the relay dies before it hands them over');
      },
    },
  });
  // Again when the relay of the app was quicker.
  while (refused.length === 0) {
    await insertEvents(created, crashing);
    await relay.flush().catch((error) => errors.push(error));
  }
  expect(errors).not.toEqual([]);
  await relay[Symbol.asyncDispose]();

  await app.drain();
  expect(await listOutbox(app.db)).toEqual([]);
  expect(await homeOf(reader)).toEqual([tweetId]);
  expect(await findWrongTimelines(app, [reader, bystander, other])).toEqual([]);
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
  // The failure that split the batch, and each attempt of the job of its own.
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

test('a job whose worker died is taken up by another', async () => {
  await using database = await createTestDatabase(inject('postgresUrl'));
  await using db = createDatabase({ url: database.url, maxConnections: 2 });
  await using queue = await openPostgresQueue(queueOptions({ db, databaseUrl: database.url }));
  const job: Job = {
    id: 'purge-user-1',
    name: 'purge-user',
    events: [{ type: 'user.deleted', userId: '1' }],
  };
  await db.transaction().execute((trx) => insertJobs(trx, [job]));
  await queue.add([{ ...job, priority: undefined }]);
  const connection = { connectionString: database.url, migrate: false, max: 2 };
  const dying = new Worker(
    queueName,
    null,
    { connection, autorun: false, lockDuration: 100 },
    createPostgresBackend,
  );
  expect((await dying.getNextJob('dying'))?.name).toBe('purge-user');
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
