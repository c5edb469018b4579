import type { Database, Transaction } from '@dunlin/db';
import { sql } from 'kysely';

export interface ReplicaState {
  /** What is whole, apart from what is pending. */
  generation: string | null;
  rebuilding: string | null;
  rebuiltTable: string | null;
  rebuiltUpTo: string | null;
  /** Whose generations these are. */
  installation: string;
}

export async function readReplicaState(db: Database): Promise<ReplicaState> {
  return db
    .selectFrom('searchReplica')
    .select(['generation', 'rebuilding', 'rebuiltTable', 'rebuiltUpTo', 'installation'])
    .executeTakeFirstOrThrow();
}

export async function updateReplicaState(db: Database, state: Partial<ReplicaState>): Promise<void> {
  await db.updateTable('searchReplica').set(state).execute();
}

/** Lets one transaction at a time write to the replica: what it reads after this is what stays there. */
export async function lockReplica(trx: Transaction): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('search replica', 0))`.execute(trx);
}

/** The same where another who does it now is as good. @returns whether it is locked. */
export async function tryLockReplica(trx: Transaction): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended('search replica', 0)) as locked`.execute(trx);
  return rows[0]?.locked ?? false;
}
