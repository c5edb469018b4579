import type { Database, Transaction } from '@dunlin/db';
import { sql } from 'kysely';

export type PendingKind = 'tweet' | 'user';

export interface Pending {
  kind: PendingKind;
  id: string;
  version: number;
}

/**
 * Notes what the replica does not know yet, with the change to the database's own index: whatever becomes of the replica, it is
 * not forgotten. Every process does, also one that knows of no replica, while the database knows of one that is whole or being
 * built: whatever is built later reads what stands in the database then.
 */
export async function notePending(
  trx: Transaction,
  kind: PendingKind,
  ids: readonly string[],
): Promise<void> {
  await sql`
    insert into search_pending (kind, id) select ${kind}, id from unnest(${ids}::bigint[]) as noted (id)
    where exists (select from search_replica where coalesce(generation, rebuilding) is not null) order by id
    on conflict (kind, id) do update set version = search_pending.version + 1`.execute(trx);
}

/** Those that have waited longest. */
export async function listPending(db: Database, limit: number): Promise<Pending[]> {
  const rows = await db
    .selectFrom('searchPending')
    .select(['kind', 'id', 'version'])
    .orderBy('since')
    .limit(limit)
    .execute();
  // `as`: a check of the table says so.
  return rows.map((row) => ({ ...row, kind: row.kind as PendingKind }));
}

/** Forgets what has been done, unless it has changed since it was listed. */
export async function deletePending(trx: Transaction, done: readonly Pending[]): Promise<void> {
  await sql`
    delete from search_pending as pending
    using (
      select kind, id, version from search_pending
      where (kind, id) in (select * from unnest(${done.map(({ kind }) => kind)}::text[], ${done.map(({ id }) => id)}::bigint[]))
      -- One that is locked is being noted again.
      order by kind, id for update skip locked
    ) as locked
    join unnest(
      ${done.map(({ kind }) => kind)}::text[], ${done.map(({ id }) => id)}::bigint[], ${done.map(({ version }) => version)}::integer[]
    ) as done (kind, id, version) using (kind, id, version)
    where pending.kind = locked.kind and pending.id = locked.id`.execute(trx);
}

/** For how long the oldest has waited, in seconds; undefined when nothing is pending. */
export async function measureReplicaLag(db: Database): Promise<number | undefined> {
  const { rows } = await sql<{ lag: number | null }>`
    select extract(epoch from clock_timestamp() - min(since))::float8 as lag from search_pending`.execute(db);
  return rows[0]?.lag ?? undefined;
}
