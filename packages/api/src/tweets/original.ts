import type { Transaction } from '@dunlin/db';
import { AppError } from '../core/errors.ts';
import type { WriteContext } from '../core/trpc.ts';
import { lockPair } from '../follows/change-follow.ts';
import { assertMayShare, assertTweetVisible } from '../visibility/visibility.ts';
import { findLivingTweet, type LockedTweet, lockTweet } from './queries.ts';
import { assertAllowed, findRule } from './rules.ts';

/**
 * Holds the tweet that an id means when it is liked, answered, shared or reported: of a retweet that the viewer sees, the tweet
 * that it repeats, which the viewer may still not see.
 * @throws AppError TWEET_NOT_FOUND
 */
export async function lockOriginal(ctx: WriteContext, id: string): Promise<LockedTweet> {
  const tweet = await lockTweet(ctx.trx, id, 'share');
  if (tweet.retweetOfId === null) return tweet;
  await assertTweetVisible(ctx, tweet);
  return lockTweet(ctx.trx, tweet.retweetOfId, 'share');
}

/** The same for answering it. @throws AppError TWEET_NOT_FOUND or REPLY_NOT_ALLOWED */
export async function lockAnswered(ctx: WriteContext, id: string): Promise<LockedTweet> {
  const tweet = await lockOriginal(ctx, id);
  const [rule] = await Promise.all([findRule(ctx.trx, tweet, 'replyRule'), assertTweetVisible(ctx, tweet)]);
  await assertAllowed(ctx, rule, 'REPLY_NOT_ALLOWED');
  return tweet;
}

/** The same for quoting it. A block that comes later waits, and has the quote detached. @throws AppError TWEET_NOT_FOUND, PRIVATE_TWEET or QUOTE_NOT_ALLOWED */
export async function lockQuoted(ctx: WriteContext, id: string): Promise<LockedTweet> {
  const tweet = await lockOriginal(ctx, id);
  const [rule] = await Promise.all([
    findRule(ctx.trx, tweet, 'quoteRule'),
    lockPair(ctx.trx, ctx.viewer.id, tweet.authorId),
    assertMayShare(ctx, tweet),
  ]);
  await assertAllowed(ctx, rule, 'QUOTE_NOT_ALLOWED');
  return tweet;
}

/** The same for taking back what one has done with a tweet, whoever wrote it. @throws AppError TWEET_NOT_FOUND */
export async function lockMarked(trx: Transaction, id: string): Promise<LockedTweet> {
  const tweet = await findLivingTweet(trx, id, 'share');
  const original = tweet?.retweetOfId ? await findLivingTweet(trx, tweet.retweetOfId, 'share') : tweet;
  if (!original) throw new AppError('TWEET_NOT_FOUND');
  return original;
}
