import { output } from '../core/output.ts';
import { query, router, subscription } from '../core/trpc.ts';
import { TweetPage } from '../tweets/schema.ts';
import { listTweetPage } from '../tweets/tweet-page.ts';
import { streamHome } from './on-home.ts';
import { headLength, listHome, timelineHeadViews } from './queries.ts';
import { HomeInput, OnHomeInput } from './schema.ts';

export const timelinesRouter = router({
  home: query
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/tweets',
        tags: ['Timelines'],
        summary: 'Read your home timeline, newest first',
        description: 'Your own tweets and those of whom you follow, the newest 800 that you can be shown.',
      },
      errors: ['INVALID_CURSOR'],
    })
    .input(HomeInput)
    .output(output(TweetPage))
    .query(({ ctx, input }) =>
      listTweetPage(ctx, input, {
        list: `timelines.home:${ctx.viewer.id}`,
        read: async (position) => {
          if (position.last !== undefined || position.limit > headLength)
            return listHome(ctx.db, ctx.viewer.id, position);
          const head = await ctx.views.of(timelineHeadViews).get(ctx.viewer.id);
          return (head ?? []).slice(0, position.limit).map((id) => ({ id }));
        },
        unasked: true,
      }),
    ),

  /** Tweets added to the home timeline, as they come. */
  onHome: subscription
    .input(OnHomeInput)
    .meta({ errors: ['INVALID_EVENT_ID', 'SLOW_CONSUMER'] })
    .subscription(({ ctx, input, signal }) => streamHome(ctx, { ...input, signal })),
});
