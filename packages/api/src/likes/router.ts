import { output } from '../output.ts';
import { mutation, router, type WriteContext } from '../trpc.ts';
import { presentTweet } from '../tweets/present.ts';
import { countForTweet, lockTweet } from '../tweets/queries.ts';
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
      await lockTweet(ctx.trx, input.id, 'share');
      if (await insertLike(ctx.trx, { userId: ctx.viewer.id, tweetId: input.id }))
        await countLike(ctx, input.id, 1);
      return presentTweet(ctx, input.id);
    }),

  delete: mutation
    .meta({
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
      await lockTweet(ctx.trx, input.id, 'share');
      if (await deleteLike(ctx.trx, { userId: ctx.viewer.id, tweetId: input.id }))
        await countLike(ctx, input.id, -1);
      return presentTweet(ctx, input.id);
    }),
});

async function countLike(ctx: WriteContext, tweetId: string, change: 1 | -1): Promise<void> {
  await countForTweet(ctx.trx, tweetId, { likes: change });
  ctx.afterCommit(() => {
    ctx.hints.publish('likes', [`${ctx.viewer.id}:${tweetId}`]);
    ctx.hints.publish('tweets', [tweetId]);
  });
}
