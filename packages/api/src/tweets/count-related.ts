import type { Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import { countForTweet } from './queries.ts';
import { isRestorable } from './restorable.ts';

/** Counts a tweet for the one that it answers, quotes or repeats. */
export async function countRelated(
  trx: Transaction,
  id: string | null,
  changes: { replies?: number; quotes?: number; retweets?: number },
): Promise<void> {
  if (id === null) return;
  const [tweet] = await lockCounted(trx, [id]);
  if (tweet) await countForTweet(trx, tweet.id, changes);
}

/**
 * Holds those of the tweets that have counters, in the order of their ids. Those of a deleted tweet are gone, and stay so, unless it
 * may be restored.
 */
export function lockCounted(
  trx: Transaction,
  ids: readonly string[],
): Promise<{ id: string; authorId: string }[]> {
  return trx
    .selectFrom('tweets')
    .select(['id', 'authorId'])
    .where('id', '=', sql<string>`any(${ids})`)
    .where((where) => where.or([where('deletedAt', 'is', null), isRestorable]))
    .orderBy('id')
    .forShare()
    .execute();
}
