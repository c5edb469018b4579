import { output } from '../core/output.ts';
import { listPage, type Position } from '../core/pagination.ts';
import { type QueryContext, query, router, subscription } from '../core/trpc.ts';
import { type HomeRow, listHome, rowsOfHead, timelineHeadViews } from './home-entries.ts';
import { streamHome } from './on-home.ts';
import { presentHome } from './present-home.ts';
import { HomeEvent, HomeInput, HomePage, OnHomeInput } from './schema.ts';

export const timelinesRouter = router({
  home: query
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/tweets',
        tags: ['Timelines'],
        summary: 'Read your home timeline, newest first',
        description:
          'Your own tweets and those of whom you follow, the newest 800 that you can be shown. A tweet and its retweets within 50 ' +
          'of these are one item: the newest retweet, which names who else retweeted it.',
      },
      errors: ['INVALID_CURSOR'],
    })
    .input(HomeInput)
    .output(output(HomePage))
    .query(({ ctx, input }) =>
      listPage(ctx, input, {
        list: `timelines.home:${ctx.viewer.id}`,
        read: (position) => readHome(ctx, position),
        present: (rows) => presentHome(ctx, rows),
      }),
    ),

  onHome: subscription
    .input(OnHomeInput)
    .meta({
      stream: {
        path: '/api/stream/home',
        summary: 'Follow your home timeline as it grows',
        event: HomeEvent,
      },
      errors: ['INVALID_EVENT_ID'],
    })
    .subscription(({ ctx, input, signal }) => streamHome(ctx, { ...input, signal })),
});

async function readHome({ db, views, viewer }: QueryContext, position: Position): Promise<HomeRow[]> {
  const head = position.last === undefined ? await views.of(timelineHeadViews).get(viewer.id) : undefined;
  return (head && rowsOfHead(head, position.limit)) ?? (await listHome(db, viewer.id, position));
}
