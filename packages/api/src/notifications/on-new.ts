import type { QueryContext } from '../core/trpc.ts';
import { streamToViewer } from '../live/stream-to-viewer.ts';
import { presentNotifications } from './present.ts';
import { pickNotificationAdditions, readNotificationAdditions } from './queries.ts';

/** The viewer's notifications as they come, and as they grow. */
export async function* streamNotifications(
  ctx: QueryContext,
  { lastEventId, signal }: { lastEventId?: string | undefined; signal: AbortSignal | undefined },
) {
  const userId = ctx.viewer.id;
  yield* streamToViewer(ctx, {
    topic: 'notifications',
    id: userId,
    signal,
    lastEventId,
    maxAdditions: ctx.settings.notificationsMax,
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
