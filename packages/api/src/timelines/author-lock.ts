import type { Database, Transaction } from '@dunlin/db';
import { type Lock, takeLocks } from '../outbox/locks.ts';

/**
 * Orders, per author, the writers of entries (shared) and those who take entries out because a follow or a tweet is gone
 * (exclusive). A remover waits for writers that may not have seen the removal; a writer that starts later has seen it.
 */
export function authorLock(id: string, mode: Lock['mode']): Lock {
  return { space: 'timeline author', id, mode };
}

/** Held until the transaction ends. */
export function lockAuthors(
  trx: Transaction,
  authorIds: readonly string[],
  mode: Lock['mode'],
): Promise<void> {
  return takeLocks(
    trx,
    authorIds.map((id) => authorLock(id, mode)),
  );
}

/** Waits for the writers of entries of these authors that may not have seen who sees them no longer. */
export async function waitForWriters(db: Database, authorIds: readonly string[]): Promise<void> {
  if (authorIds.length === 0) return;
  await db.transaction().execute((trx) => lockAuthors(trx, authorIds, 'exclusive'));
}
