import type { SearchReplica } from '@dunlin/backends/search';
import type { Database } from '@dunlin/db';
import { lockReplica, readReplicaState, updateReplicaState } from './state.ts';

/**
 * Looks whether the replica has what it should, and makes it an empty index where there is nothing to put in yet.
 * @returns whether it is whole; if not, the database's own index answers until `reindexReplica` has run.
 * @throws what the replica says where it was built by another version of this code.
 */
export async function prepareReplica(db: Database, replica: SearchReplica): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    await lockReplica(trx);
    const { generation } = await readReplicaState(trx);
    if (generation !== null && (await replica.has(generation))) return true;
    const someone = await trx.selectFrom('users').select('id').limit(1).executeTakeFirst();
    const created = someone ? null : await replica.create();
    await updateReplicaState(trx, { generation: created });
    if (created !== null) await replica.keepOnly(created);
    return created !== null;
  });
}

/** For a process that has no replica: what it writes is not noted for one, which is not whole from now on. */
export async function forgetReplica(db: Database): Promise<void> {
  const { generation, rebuilding } = await readReplicaState(db);
  if (generation !== null || rebuilding !== null)
    await updateReplicaState(db, { generation: null, rebuilding: null });
}
