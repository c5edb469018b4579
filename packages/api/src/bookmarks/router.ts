import { output } from '../core/output.ts';
import { mutation, query, router, type WriteContext } from '../core/trpc.ts';
import { lockMarked, lockOriginal } from '../tweets/original.ts';
import { presentTweet } from '../tweets/present.ts';
import { countForTweet } from '../tweets/queries.ts';
import { Tweet, TweetPage } from '../tweets/schema.ts';
import { listTweetPage } from '../tweets/tweet-page.ts';
import { deleteBookmark, insertBookmark, listBookmarks } from './queries.ts';
import { BookmarkInput, ListBookmarksInput } from './schema.ts';

const tags = ['Bookmarks'];
const path = '/api/tweets/{id}/bookmark';

export const bookmarksRouter = router({
  create: mutation
    .meta({
      openapi: {
        method: 'POST',
        path,
        tags,
        summary: 'Bookmark a tweet',
        description: 'Nobody else can see your bookmarks. Bookmarking twice changes nothing.',
      },
      errors: ['TWEET_NOT_FOUND'],
    })
    .input(BookmarkInput)
    .output(output(Tweet))
    .mutation(async ({ ctx, input }) => {
      const { id } = await lockOriginal(ctx, input.id);
      if (await insertBookmark(ctx.trx, { userId: ctx.viewer.id, tweetId: id }))
        await countBookmark(ctx, id, 1);
      // Fails, and takes the bookmark back, when the viewer may not see the tweet.
      return presentTweet(ctx, id);
    }),

  delete: mutation
    .meta({
      whileFull: true,
      openapi: {
        method: 'DELETE',
        path,
        tags,
        summary: 'Remove a bookmark',
        description: 'Doing so twice changes nothing.',
      },
      errors: ['TWEET_NOT_FOUND'],
    })
    .input(BookmarkInput)
    .output(output(Tweet))
    .mutation(async ({ ctx, input }) => {
      const { id } = await lockMarked(ctx.trx, input.id);
      const deleted = await deleteBookmark(ctx.trx, { userId: ctx.viewer.id, tweetId: id });
      if (deleted) await countBookmark(ctx, id, deleted.counted ? -1 : 0);
      return presentTweet(ctx, id, { commits: true });
    }),

  list: query
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/bookmarks',
        tags,
        summary: 'List your bookmarks, latest first',
      },
      errors: ['INVALID_CURSOR'],
    })
    .input(ListBookmarksInput)
    .output(output(TweetPage))
    .query(({ ctx, input }) =>
      listTweetPage(ctx, input, {
        list: `bookmarks:${ctx.viewer.id}`,
        read: (position) => listBookmarks(ctx.db, ctx.viewer.id, position),
      }),
    ),
});

async function countBookmark(ctx: WriteContext, tweetId: string, change: 1 | 0 | -1): Promise<void> {
  if (change !== 0) await countForTweet(ctx.trx, tweetId, { bookmarks: change });
  ctx.afterCommit(() => {
    ctx.hints.publish('marks', [`${ctx.viewer.id}:${tweetId}`]);
    ctx.hints.publish('tweets', [tweetId]);
  });
}
