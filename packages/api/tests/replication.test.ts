import { createPostgresSearch, type Search, type SearchReplica } from '@dunlin/backends/search';
import { createTestApp, type TestApp } from '@dunlin/harness';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { refreshUsers } from '../src/search/index-users.ts';
import { listPending, notePending } from '../src/search/replica/pending.ts';
import { forgetReplica } from '../src/search/replica/prepare.ts';
import { type ReplicaServices, startReplication } from '../src/search/replica/replicate.ts';
import { lockReplica, updateReplicaState } from '../src/search/replica/state.ts';
import { verifySearch } from '../src/search/verify-search.ts';

test('waits in line for who builds the replica anew, so that changes reach it meanwhile', async () => {
  await using app = await createTestApp();
  await updateReplicaState(app.db, { rebuilding: 'new' });
  const removed: string[] = [];
  const replica = toReplica(app.db, { removeTweets: async (ids) => void removed.push(...ids) });
  await using replication = startReplication({ ...servicesOf(app, replica), runs: false, onError });
  let flushed: Promise<void> | undefined;
  await app.db.transaction().execute(async (trx) => {
    await lockReplica(trx);
    await app.db.transaction().execute((other) => notePending(other, 'tweet', ['1']));
    flushed = replication.flush();
    await expect
      .poll(() => sql`select from pg_locks where locktype = 'advisory' and not granted`.execute(app.db))
      .toMatchObject({ rows: [{}] });
  });
  await app.db.transaction().execute((trx) => lockReplica(trx));
  expect(removed).toEqual(['1']);
  await flushed;
});

test('ends after the batch that it is at, and leaves the rest pending', async () => {
  await using app = await createTestApp();
  await updateReplicaState(app.db, { generation: 'whole' });
  const ids = Array.from({ length: 500 }, (_, index) => String(index + 1));
  await app.db.transaction().execute((trx) => notePending(trx, 'tweet', ids));
  const [begun, written] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const replica = toReplica(app.db, {
    removeTweets() {
      begun.resolve();
      return written.promise;
    },
  });
  const replication = startReplication({ ...servicesOf(app, replica), runs: true, onError });
  await begun.promise;
  const ended = replication[Symbol.asyncDispose]();
  written.resolve();
  await ended;
  expect(await listPending(app.db, 1_000)).toHaveLength(300);
});

test('lets the database hear of it between the pages of what an author wrote', async () => {
  let statements = 0;
  await using app = await createTestApp({ runsJobs: false, onQuery: () => void statements++ });
  const [writer] = await app.createUsers('writer');
  await updateReplicaState(app.db, { generation: 'whole' });
  await app.db.transaction().execute((trx) => notePending(trx, 'user', [writer.id]));
  const heard: number[] = [];
  const replica = toReplica(app.db, {
    async setAuthorListed() {
      heard.push(statements);
      return heard.length < 3 ? '1' : undefined;
    },
  });
  await using replication = startReplication({ ...servicesOf(app, replica), runs: false, onError });
  await replication.flush();
  expect(new Set(heard).size).toBe(3);
});

test('what is pending excuses the replica alone, and is forgotten with it', async () => {
  await using app = await createTestApp();
  const [writer] = await app.createUsers('writer');
  const { id } = await app.as(writer).tweets.create({ text: 'lost' });
  await refreshUsers(app.api.services, [writer.id]);
  await app.drain();
  await updateReplicaState(app.db, { generation: 'whole' });
  await app.db.transaction().execute((trx) => notePending(trx, 'tweet', [id]));
  const { search } = app.api.services;
  await search.removeTweets([id]);
  expect(await verifySearch(app.db, search)).toMatchObject({ missing: 1, excused: 0 });
  expect(await verifySearch(app.db, search, { isReplica: true })).toMatchObject({ missing: 0, excused: 1 });
  await forgetReplica(app.db);
  expect(await listPending(app.db, 1)).toEqual([]);
});

function servicesOf({ db, api }: TestApp, replica: SearchReplica): ReplicaServices {
  return { db, own: api.services.search, replica };
}

/** In the database, but for some of what it does. */
function toReplica(
  db: Parameters<typeof createPostgresSearch>[0],
  otherwise: Partial<Search>,
): SearchReplica {
  const search = { ...createPostgresSearch(db), ...otherwise };
  return {
    engine: 'replica',
    of: () => search,
    create: async () => 'whole',
    has: async () => true,
    keepOnly: async () => {},
  };
}

function onError(error: unknown): void {
  throw error;
}
