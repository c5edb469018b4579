import type { SearchReplica } from '@dunlin/backends/search';
import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import { deleteInBatches } from '../../core/delete-in-batches.ts';
import { lockReplica, readReplicaState, updateReplicaState } from './state.ts';

/**
 * Looks whether the replica has what it should, and makes it an empty index where there is nothing to put in yet.
 * @returns whether it is whole; if not, the database's own index answers until `reindexReplica` has run.
 * @throws what the replica says where it was built by another version of this code.
 */
export async function prepareReplica(db: Database, replica: SearchReplica): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    await lockReplica(trx);
    const { generation, installation } = await readReplicaState(trx);
    if (generation !== null && (await replica.has(generation))) return true;
    if (await hasUsers(db)) {
      await updateReplicaState(trx, { generation: null });
      return false;
    }
    const created = await replica.create(installation);
    // At once, for all to see: what is written from here on is noted, and what was written before is seen below.
    await updateReplicaState(db, { rebuilding: created });
    const isWhole = !(await hasUsers(db));
    await updateReplicaState(trx, { generation: isWhole ? created : null, rebuilding: null });
    if (isWhole) await replica.keepOnly(created);
    return isWhole;
  });
}

async function hasUsers(db: Database): Promise<boolean> {
  return (await db.selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined;
}

/** For a process that has no replica, which is taken to be gone: nothing is noted for it until it is built anew. */
export async function forgetReplica(db: Database): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('searchReplica')
    .set({ generation: null, rebuilding: null })
    .where((where) => where.or([where('generation', 'is not', null), where('rebuilding', 'is not', null)]))
    .executeTakeFirst();
  if (numUpdatedRows > 0n) await deleteInBatches(db, 'searchPending', sql`true`);
}
