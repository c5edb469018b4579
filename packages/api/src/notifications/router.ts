import { output } from '../core/output.ts';
import { listPage } from '../core/pagination.ts';
import { mutation, query, router, subscription } from '../core/trpc.ts';
import { streamNotifications } from './on-new.ts';
import { streamUnread } from './on-unread.ts';
import { presentNotifications } from './present.ts';
import { listNotificationIds, markNotificationsRead, summarizeNotifications } from './queries.ts';
import {
  ListNotificationsInput,
  MarkReadInput,
  NewsEvent,
  NotificationPage,
  NotificationSummary,
  OnNewInput,
  OnUnreadInput,
  UnreadCountEvent,
} from './schema.ts';

const tags = ['Notifications'];

export const notificationsRouter = router({
  list: query
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/notifications',
        tags,
        summary: 'List your notifications, latest first',
        description:
          'Likes and retweets of one tweet come as one notification until you read it, and so do follows. What is taken back, deleted, blocked or muted is left out.',
      },
      errors: ['INVALID_CURSOR'],
    })
    .input(ListNotificationsInput)
    .output(output(NotificationPage))
    .query(({ ctx, input }) => {
      const types = input.types && [...new Set(input.types)].sort();
      return listPage(ctx, input, {
        list: `notifications:${ctx.viewer.id}:${types ?? ''}`,
        async read({ last: cursor, limit }) {
          const [start, last] = cursor?.split(':') ?? [];
          const rows = await listNotificationIds(ctx.db, ctx.viewer.id, { start, last, limit, types });
          // A page goes on after its last notification, in the list as it was for the first page.
          return rows.map(({ id }) => ({ id: `${start ?? rows[0]?.id}:${id}`, notificationId: id }));
        },
        present: (rows) =>
          presentNotifications(
            ctx,
            rows.map(({ notificationId }) => notificationId),
          ),
      });
    }),

  summary: query
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/notifications/summary',
        tags,
        summary: 'Count your unread notifications',
      },
    })
    .output(output(NotificationSummary))
    .query(({ ctx }) => summarizeNotifications(ctx.db, ctx.viewer.id)),

  markRead: mutation
    .meta({
      whileFull: true,
      openapi: {
        method: 'POST',
        path: '/api/notifications/read',
        tags,
        summary: 'Mark notifications as read',
        description:
          'Up to one and with it, or all there are. What comes meanwhile stays unread, and so does a notification that has grown since it had that id.',
      },
    })
    .input(MarkReadInput)
    .output(output(NotificationSummary))
    .mutation(async ({ ctx, input }) => {
      if (await markNotificationsRead(ctx.trx, ctx.viewer.id, input.upTo))
        ctx.afterCommit(() => ctx.hints.publish('notifications', [ctx.viewer.id]));
      return summarizeNotifications(ctx.trx, ctx.viewer.id);
    }),

  onNew: subscription
    .input(OnNewInput)
    .meta({
      stream: {
        path: '/api/stream/notifications',
        summary: 'Be told of notifications as they come, and as they grow',
        event: NewsEvent,
      },
      errors: ['INVALID_EVENT_ID'],
    })
    .subscription(({ ctx, input, signal }) => streamNotifications(ctx, { ...input, signal })),

  onUnread: subscription
    .input(OnUnreadInput)
    .meta({
      stream: {
        path: '/api/stream/notifications/unread',
        summary: 'Follow how many notifications you have not read',
        description:
          'At once, and when that changes: as they come, and as you read them, here or on another device. At most once a second; what is taken back counts within 15 seconds.',
        event: UnreadCountEvent,
      },
      errors: ['INVALID_EVENT_ID'],
    })
    .subscription(({ ctx, input, signal }) => streamUnread(ctx, { ...input, signal })),
});
