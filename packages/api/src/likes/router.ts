import { output } from '../core/output.ts';
import { mutation, router, type WriteContext } from '../core/trpc.ts';
import { appendEvents } from '../outbox/append.ts';
import { lockMarked, lockOriginal } from '../tweets/original.ts';
import { presentTweet } from '../tweets/present.ts';
import { countForTweet, type LockedTweet } from '../tweets/queries.ts';
import { Tweet } from '../tweets/schema.ts';
import { deleteLike, insertLike } from './queries.ts';
import { LikeInput } from './schema.ts';

const tags = ['Likes'];
const path = '/api/tweets/{id}/like';

export const likesRouter = router({
  create: mutation
    .meta({
      openapi: {
        method: 'POST',
        path,
        tags,
        summary: 'Like a tweet',
        description: 'Liking twice changes nothing.',
      },
      errors: ['TWEET_NOT_FOUND'],
    })
    .input(LikeInput)
    .output(output(Tweet))
    .mutation(async ({ ctx, input }) => {
      const tweet = await lockOriginal(ctx, input.id);
      const { id } = tweet;
      if (await insertLike(ctx.trx, { userId: ctx.viewer.id, tweetId: id }))
        countLike(ctx, tweet, { type: 'like.created', change: 1 });
      // Fails, and takes the like back, when the viewer may not see the tweet.
      return presentTweet(ctx, id);
    }),

  delete: mutation
    .meta({
      whileFull: true,
      openapi: {
        method: 'DELETE',
        path,
        tags,
        summary: 'Take a like back',
        description: 'Doing so twice changes nothing.',
      },
      errors: ['TWEET_NOT_FOUND'],
    })
    .input(LikeInput)
    .output(output(Tweet))
    .mutation(async ({ ctx, input }) => {
      const tweet = await lockMarked(ctx.trx, input.id);
      const { id } = tweet;
      const deleted = await deleteLike(ctx.trx, { userId: ctx.viewer.id, tweetId: id });
      if (deleted) countLike(ctx, tweet, { type: 'like.deleted', change: deleted.counted ? -1 : 0 });
      return presentTweet(ctx, id, { commits: true });
    }),
});

function countLike(
  ctx: WriteContext,
  { id: tweetId, authorId }: LockedTweet,
  { type, change }: { type: 'like.created' | 'like.deleted'; change: 1 | 0 | -1 },
): void {
  const userId = ctx.viewer.id;
  if (change !== 0) ctx.withCommit(countForTweet(ctx.trx, tweetId, { likes: change }));
  ctx.withCommit(appendEvents(ctx, [{ type, userId, tweetId, authorId }]));
  ctx.afterCommit(() => {
    ctx.hints.publish('marks', [`${userId}:${tweetId}`]);
    ctx.hints.publish('tweets', [tweetId]);
  });
}
