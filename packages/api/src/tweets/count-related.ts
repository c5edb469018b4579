import type { Transaction } from '@dunlin/db';
import { countForTweet } from './queries.ts';
import { isRestorable } from './restorable.ts';

/** Counts a tweet for the one that it answers, quotes or repeats. The counters of a deleted tweet are gone, and stay so, unless it may be restored. */
export async function countRelated(
  trx: Transaction,
  id: string | null,
  changes: { replies?: number; quotes?: number; retweets?: number },
): Promise<void> {
  if (id === null) return;
  const tweet = await trx
    .selectFrom('tweets')
    .select('id')
    .where('id', '=', id)
    .where((where) => where.or([where('deletedAt', 'is', null), isRestorable]))
    .forShare()
    .executeTakeFirst();
  if (tweet) await countForTweet(trx, tweet.id, changes);
}
