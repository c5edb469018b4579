import type { WriteContext } from '../core/trpc.ts';
import { appendEvents } from '../outbox/append.ts';
import { deleteTweets } from '../tweets/delete-tweets.ts';
import { findLivingTweet } from '../tweets/queries.ts';
import { recordAct } from './audit.ts';

/** Deletes a tweet whose author the transaction holds. @returns whether there was one to delete. */
export async function removeTweet(
  ctx: WriteContext,
  { tweetId, reason }: { tweetId: string; reason: string },
): Promise<boolean> {
  const tweet = await findLivingTweet(ctx.trx, tweetId, 'update');
  if (!tweet) return false;
  await deleteTweets(ctx, [tweet.id], { by: ctx.viewer.id, removalReason: reason });
  await appendEvents(ctx, [{ type: 'tweet.removed', tweetId, authorId: tweet.authorId }]);
  await recordAct(ctx, {
    action: 'tweet.remove',
    subject: { type: 'tweet', id: tweetId },
    details: { reason, authorId: tweet.authorId },
  });
  return true;
}
