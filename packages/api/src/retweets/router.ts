import { output } from '../core/output.ts';
import { mutation, router } from '../core/trpc.ts';
import { appendEvents } from '../outbox/append.ts';
import { insertOwnRetweet } from '../timelines/queries.ts';
import { deleteTweets } from '../tweets/delete-tweets.ts';
import { lockMarked, lockOriginal } from '../tweets/original.ts';
import { presentTweet } from '../tweets/present.ts';
import { countForTweet, findLivingTweet } from '../tweets/queries.ts';
import { Tweet } from '../tweets/schema.ts';
import { countForUser } from '../users/queries.ts';
import { assertMayShare } from '../visibility/visibility.ts';
import { findRetweet, insertRetweet } from './queries.ts';
import { RetweetInput } from './schema.ts';

const tags = ['Retweets'];
const path = '/api/tweets/{id}/retweet';

export const retweetsRouter = router({
  create: mutation
    .meta({
      openapi: {
        method: 'POST',
        path,
        tags,
        summary: 'Retweet a tweet',
        description: 'Answers with the tweet. Retweeting twice changes nothing.',
      },
      errors: ['TWEET_NOT_FOUND', 'PRIVATE_TWEET'],
    })
    .input(RetweetInput)
    .output(output(Tweet))
    .mutation(async ({ ctx, input }) => {
      const original = await lockOriginal(ctx, input.id);
      await assertMayShare(ctx, original);
      const authorId = ctx.viewer.id;
      const retweet = await insertRetweet(ctx.trx, { authorId, tweetId: original.id });
      if (retweet) {
        const tweetId = retweet.id;
        ctx.withCommit(countForUser(ctx.trx, authorId, { tweets: 1 }));
        ctx.withCommit(countForTweet(ctx.trx, original.id, { retweets: 1 }));
        const originalAuthorId = original.authorId;
        ctx.withCommit(insertOwnRetweet(ctx.trx, { userId: authorId, tweetId, originalAuthorId }));
        ctx.withCommit(
          appendEvents(ctx, [{ type: 'tweet.created', tweetId, authorId, conversationId: tweetId }]),
        );
        ctx.afterCommit(() => {
          ctx.hints.publish('users', [authorId]);
          ctx.hints.publish('tweets', [original.id]);
          ctx.hints.publish('marks', [`${authorId}:${original.id}`]);
          ctx.hints.publish('timelines', [`${authorId}:${tweetId}`]);
          ctx.hints.publish('authors', [`${authorId}:${tweetId}`]);
        });
      }
      return presentTweet(ctx, original.id);
    }),

  delete: mutation
    .meta({
      whileFull: true,
      openapi: {
        method: 'DELETE',
        path,
        tags,
        summary: 'Take a retweet back',
        description: 'Answers with the tweet. Doing so twice changes nothing.',
      },
      errors: ['TWEET_NOT_FOUND'],
    })
    .input(RetweetInput)
    .output(output(Tweet))
    .mutation(async ({ ctx, input }) => {
      const { id } = await lockMarked(ctx.trx, input.id);
      const found = await findRetweet(ctx.trx, { authorId: ctx.viewer.id, tweetId: id });
      const retweet = found && (await findLivingTweet(ctx.trx, found.id, 'update'));
      if (retweet) await deleteTweets(ctx, [retweet.id]);
      return presentTweet(ctx, id, { commits: true });
    }),
});
