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
    read: (range) => readNotificationAdditions(ctx.db, userId, range),
    pick: (ids, since) => pickNotificationAdditions(ctx.db, userId, { ids, since }),
    async present(ids) {
      const notifications = await presentNotifications(ctx, ids);
      return new Map(
        notifications.map((notification) => [
          notification.id,
          { type: 'notification' as const, notification },
        ]),
      );
    },
  });
}
