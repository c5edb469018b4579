import type { Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import type { Writer } from '../core/context.ts';
import { appendEvents } from '../outbox/append.ts';
import { countForUser } from '../users/queries.ts';
import { countForTweet, findLivingTweet, type LockedTweet } from './queries.ts';

/** Marks a locked tweet deleted. What it said is kept for reports until forgetDeletedTweets; its place in the conversation stays. */
export async function deleteTweet(
  ctx: Writer,
  tweet: LockedTweet,
  { by = tweet.authorId }: { by?: string } = {},
): Promise<void> {
  const { trx } = ctx;
  await trx
    .updateTable('tweets')
    .set({ deletedAt: sql`now()`, deletedBy: by, kept: tweet.retweetOfId === null })
    .where('id', '=', tweet.id)
    .execute();
  await countForUser(trx, tweet.authorId, { tweets: -1 });
  await uncount(trx, tweet.replyToId, 'replies');
  await uncount(trx, tweet.quotedId, 'quotes');
  await uncount(trx, tweet.retweetOfId, 'retweets');
  await appendEvents(ctx, [{ type: 'tweet.deleted', tweetId: tweet.id, authorId: tweet.authorId }]);
  ctx.afterCommit(() => {
    const related = [tweet.replyToId, tweet.quotedId, tweet.retweetOfId].filter((id) => id !== null);
    ctx.hints.publish('tweets', [tweet.id, ...related]);
    ctx.hints.publish('users', [tweet.authorId]);
    if (tweet.retweetOfId) ctx.hints.publish('marks', [`${tweet.authorId}:${tweet.retweetOfId}`]);
  });
}

/** The counters of a deleted tweet are gone, and stay so. */
async function uncount(
  trx: Transaction,
  id: string | null,
  counter: 'replies' | 'quotes' | 'retweets',
): Promise<void> {
  const tweet = id && (await findLivingTweet(trx, id, 'share'));
  if (tweet) await countForTweet(trx, tweet.id, { [counter]: -1 });
}
