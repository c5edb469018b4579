import { sql } from 'kysely';
import type { Writer } from '../core/context.ts';
import { appendEvents } from '../outbox/append.ts';
import { countForUser } from '../users/queries.ts';
import { countRelated } from './count-related.ts';
import type { LockedTweet } from './queries.ts';

/** Marks a locked tweet deleted. What it said is kept for reports until forgetDeletedTweets; its place in the conversation stays. */
export async function deleteTweet(
  ctx: Writer,
  tweet: LockedTweet,
  { by = tweet.authorId, removalReason = null }: { by?: string; removalReason?: string | null } = {},
): Promise<void> {
  const { trx } = ctx;
  const { uncountedAt } = await trx
    .updateTable('tweets')
    .set({ deletedAt: sql`now()`, deletedBy: by, removalReason, kept: tweet.retweetOfId === null })
    .where('id', '=', tweet.id)
    .returning('uncountedAt')
    .executeTakeFirstOrThrow();
  await countForUser(trx, tweet.authorId, { tweets: -1 });
  if (uncountedAt === null) {
    await countRelated(trx, tweet.replyToId, { replies: -1 });
    await countRelated(trx, tweet.quotedId, { quotes: -1 });
    await countRelated(trx, tweet.retweetOfId, { retweets: -1 });
  }
  await appendEvents(ctx, [{ type: 'tweet.deleted', tweetId: tweet.id, authorId: tweet.authorId }]);
  ctx.afterCommit(() => {
    const related = [tweet.replyToId, tweet.quotedId, tweet.retweetOfId].filter((id) => id !== null);
    ctx.hints.publish('tweets', [tweet.id, ...related]);
    ctx.hints.publish('users', [tweet.authorId]);
    if (tweet.retweetOfId) ctx.hints.publish('marks', [`${tweet.authorId}:${tweet.retweetOfId}`]);
  });
}
