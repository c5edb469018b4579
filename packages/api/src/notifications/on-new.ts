import { streamAdditions } from '../live-stream.ts';
import type { QueryContext } from '../trpc.ts';
import { presentNotifications } from './present.ts';
import { pickNotificationAdditions, readNotificationAdditions } from './queries.ts';

/** The viewer's notifications as they come, and as they grow. */
export async function* streamNotifications(
  ctx: QueryContext,
  { lastEventId, signal }: { lastEventId?: string | undefined; signal: AbortSignal | undefined },
) {
  const { id: userId, sessionId } = ctx.viewer;
  yield* streamAdditions({
    signal,
    lastEventId,
    sweepMs: ctx.settings.streamSweepMs,
    maxAdditions: ctx.settings.notificationsMax,
    listen(wake) {
      const stops = [ctx.hints.on('notifications', userId, wake), ctx.hints.onGap(wake)];
      return () => {
        for (const stop of stops) stop();
      };
    },
    onSessionEnd: (end) => ctx.authenticator.onSessionEnd(sessionId, end),
    assertSession: () => ctx.authenticator.assertLive(ctx.viewer),
    readSince: (horizon) => readNotificationAdditions(ctx.db, userId, horizon),
    pick: (ids) => pickNotificationAdditions(ctx.db, userId, ids),
    async present(ids) {
      const notifications = await presentNotifications(ctx, ids);
      return notifications
        .toReversed()
        .map((notification) => ({ type: 'notification' as const, notification }));
    },
  });
}
