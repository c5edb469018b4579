import type { QueryContext } from '../core/trpc.ts';
import { streamToViewer } from '../live/stream-to-viewer.ts';
import { presentTweets } from '../tweets/present.ts';
import { pickHomeAdditions, readHomeAdditions } from './queries.ts';

/** Tweets added to the viewer's home timeline. */
export async function* streamHome(
  ctx: QueryContext,
  { lastEventId, signal }: { lastEventId?: string | undefined; signal: AbortSignal | undefined },
) {
  const userId = ctx.viewer.id;
  yield* streamToViewer(ctx, {
    topic: 'timelines',
    id: userId,
    signal,
    lastEventId,
    maxAdditions: ctx.settings.timelineMaxEntries,
    read: (range) => readHomeAdditions(ctx.db, userId, range),
    pick: (ids, since) => pickHomeAdditions(ctx.db, userId, { ids, since }),
    async present(ids) {
      const tweets = await presentTweets(ctx, ids, { unasked: true });
      return new Map(tweets.map((tweet) => [tweet.id, { type: 'tweet' as const, tweet }]));
    },
  });
}
