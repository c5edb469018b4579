import type { SearchReplica } from '@dunlin/backends/search';
import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import type { OnProgress } from '../../core/data-check.ts';
import { batchIds, countIds, indexedTables } from '../batch-ids.ts';
import type { ReindexReport } from '../reindex.ts';
import { copyTweets, writeUsers } from '../write-documents.ts';
import type { ReplicaServices } from './replicate.ts';
import { lockReplica, readReplicaState, updateReplicaState } from './state.ts';

/** So many are written in some tenths of a second, for which what is written meanwhile waits. */
const batchSizes = { users: 400, tweets: 4_000 };

/**
 * Fills a new generation of the replica beside the one that answers, then has it answer. Servers may run: what they write
 * reaches both. Interrupted, it goes on where it was when it is run again.
 * @returns undefined when another does it already.
 */
export async function reindexReplica(
  services: ReplicaServices,
  { onProgress = () => {} }: { onProgress?: OnProgress | undefined } = {},
): Promise<ReindexReport | undefined> {
  // A lock of the session, which ends with the process however it ends.
  return services.db.connection().execute(async (connection) => {
    const { rows } = await sql<{ locked: boolean }>`
      select pg_try_advisory_lock(hashtextextended('search reindex', 0)) as locked`.execute(connection);
    if (!rows[0]?.locked) return;
    try {
      return await rebuild(services, onProgress);
    } finally {
      await sql`select pg_advisory_unlock(hashtextextended('search reindex', 0))`.execute(connection);
    }
  });
}

async function rebuild(
  { db, own, replica }: ReplicaServices,
  onProgress: OnProgress,
): Promise<ReindexReport> {
  const { generation, table: begun, after } = await beginOrResume(db, replica);
  const index = replica.of(generation);
  const counted = await countIds(db);
  const total = counted.users + counted.tweets;
  let done = await countDone(db, { begun, after });
  for (const table of indexedTables.slice(indexedTables.indexOf(begun))) {
    for await (const ids of batchIds(db, {
      table,
      size: batchSizes[table],
      after: table === begun ? after : '0',
    })) {
      await db.transaction().execute(async (trx) => {
        await lockReplica(trx);
        if (table === 'users') await writeUsers(trx, [index], ids);
        else await copyTweets({ trx, own }, [index], ids);
        await updateReplicaState(trx, { rebuiltTable: table, rebuiltUpTo: ids.at(-1) ?? null });
      });
      done += ids.length;
      onProgress({ done: Math.min(done, total), total });
    }
  }
  await db.transaction().execute(async (trx) => {
    await lockReplica(trx);
    await updateReplicaState(trx, { generation, rebuilding: null, rebuiltTable: null, rebuiltUpTo: null });
  });
  await replica.keepOnly(generation);
  return counted;
}

async function beginOrResume(db: Database, replica: SearchReplica) {
  const state = await readReplicaState(db);
  const table = indexedTables.find((one) => one === state.rebuiltTable) ?? indexedTables[0];
  if (state.rebuilding !== null && (await isThere(replica, state.rebuilding)))
    return { generation: state.rebuilding, table, after: state.rebuiltUpTo ?? '0' };
  const generation = await replica.create(state.installation);
  await db.transaction().execute(async (trx) => {
    // From here on every write reaches it.
    await lockReplica(trx);
    await updateReplicaState(trx, { rebuilding: generation, rebuiltTable: null, rebuiltUpTo: null });
  });
  return { generation, table: indexedTables[0], after: '0' };
}

/** What another version began is not gone on with. */
async function isThere(replica: SearchReplica, generation: string): Promise<boolean> {
  try {
    return await replica.has(generation);
  } catch (error) {
    if (error instanceof Error && 'fault' in error && error.fault === 'incompatible') return false;
    throw error;
  }
}

async function countDone(
  db: Database,
  { begun, after }: { begun: (typeof indexedTables)[number]; after: string },
): Promise<number> {
  const count = async (table: typeof begun, upTo?: string) => {
    const query = db.selectFrom(table).select(sql<number>`count(*)::int`.as('count'));
    const { count } = await (upTo === undefined
      ? query
      : query.where('id', '<=', upTo)
    ).executeTakeFirstOrThrow();
    return count;
  };
  return begun === 'users' ? count('users', after) : (await count('users')) + (await count('tweets', after));
}
