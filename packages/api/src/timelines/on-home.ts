import { streamAdditions } from '../live-stream.ts';
import type { QueryContext } from '../trpc.ts';
import { presentTweets } from '../tweets/present.ts';
import { pickHomeAdditions, readHomeAdditions } from './queries.ts';

/** Tweets added to the viewer's home timeline. */
export async function* streamHome(
  ctx: QueryContext,
  { lastEventId, signal }: { lastEventId?: string | undefined; signal: AbortSignal | undefined },
) {
  const { id: userId, sessionId } = ctx.viewer;
  yield* streamAdditions({
    signal,
    lastEventId,
    sweepMs: ctx.settings.streamSweepMs,
    maxAdditions: ctx.settings.timelineMaxEntries,
    listen(wake) {
      const stops = [ctx.hints.on('timelines', userId, wake), ctx.hints.onGap(wake)];
      return () => {
        for (const stop of stops) stop();
      };
    },
    onSessionEnd: (end) => ctx.authenticator.onSessionEnd(sessionId, end),
    assertSession: () => ctx.authenticator.assertLive(ctx.viewer),
    readSince: (horizon) => readHomeAdditions(ctx.db, userId, horizon),
    pick: (ids) => pickHomeAdditions(ctx.db, userId, ids),
    async present(ids) {
      const tweets = await presentTweets(ctx, ids, { unasked: true });
      return tweets.map((tweet) => ({ type: 'tweet' as const, tweet }));
    },
  });
}
