import type { Transaction } from '@dunlin/db';
import { sql } from 'kysely';

/**
 * Orders, per author, the writers of entries (shared) and those who take entries out because a follow or a tweet is gone
 * (exclusive). A remover waits for writers that may not have seen the removal; a writer that starts later has seen it.
 * Held until the transaction ends; the statement after it sees what was committed before the lock was had.
 */
export async function lockAuthors(
  trx: Transaction,
  authorIds: readonly string[],
  mode: 'shared' | 'exclusive',
): Promise<void> {
  const lock = sql.raw(mode === 'shared' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock');
  const ids = [...new Set(authorIds)].sort();
  await sql`select ${lock}(hashtextextended('timeline author', id)) from unnest(${ids}::bigint[]) as author (id)`.execute(
    trx,
  );
}
