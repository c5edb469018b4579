import { AppError } from '../core/errors.ts';
import type { WriteContext } from '../core/trpc.ts';
import { deleteTweet } from '../tweets/delete-tweet.ts';
import { findLivingTweet } from '../tweets/queries.ts';
import { recordAct } from './audit.ts';

/** Deletes a tweet whose author the transaction holds. @throws AppError TWEET_NOT_FOUND when it is deleted already */
export async function removeTweet(
  ctx: WriteContext,
  { tweetId, reason }: { tweetId: string; reason: string },
): Promise<void> {
  const tweet = await findLivingTweet(ctx.trx, tweetId, 'update');
  if (!tweet) throw new AppError('TWEET_NOT_FOUND');
  await deleteTweet(ctx, tweet);
  await recordAct(ctx, {
    action: 'tweet.remove',
    subject: { type: 'tweet', id: tweetId },
    details: { reason, authorId: tweet.authorId },
  });
}
