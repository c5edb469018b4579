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
    readSince: (horizon) => readHomeAdditions(ctx.db, userId, horizon),
    pick: (ids) => pickHomeAdditions(ctx.db, userId, ids),
    async present(ids) {
      const tweets = await presentTweets(ctx, ids, { unasked: true });
      return tweets.map((tweet) => ({ type: 'tweet' as const, tweet }));
    },
  });
}
