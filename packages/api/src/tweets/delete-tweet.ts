import { sql } from 'kysely';
import type { Writer } from '../context.ts';
import { appendEvents } from '../outbox/append.ts';
import { countForUser } from '../users/queries.ts';
import { countForTweet, findLivingTweet, type LockedTweet } from './queries.ts';
import { extractEntities } from './text.ts';

/** Marks a locked tweet deleted and forgets what it said; its place in the conversation stays. */
export async function deleteTweet(ctx: Writer, tweet: LockedTweet): Promise<void> {
  const { trx } = ctx;
  await trx.deleteFrom('tweetVersions').where('tweetId', '=', tweet.id).execute();
  await trx
    .updateTable('tweets')
    .set({ deletedAt: sql`now()`, text: '', entities: JSON.stringify(extractEntities('')) })
    .where('id', '=', tweet.id)
    .execute();
  await countForUser(trx, tweet.authorId, { tweets: -1 });
  // The counters of a deleted parent are gone, and stay so.
  const parent = tweet.replyToId ? await findLivingTweet(trx, tweet.replyToId, 'share') : undefined;
  if (parent) await countForTweet(trx, parent.id, { replies: -1 });
  await appendEvents(ctx, [{ type: 'tweet.deleted', tweetId: tweet.id, authorId: tweet.authorId }]);
  ctx.afterCommit(() => {
    ctx.hints.publish('tweets', tweet.replyToId ? [tweet.id, tweet.replyToId] : [tweet.id]);
    ctx.hints.publish('users', [tweet.authorId]);
  });
}
