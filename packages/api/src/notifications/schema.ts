import { z } from 'zod';
import { Id } from '../core/ids.ts';
import { PageInput, pageOf } from '../core/pagination.ts';
import { LastEventId } from '../live/position.ts';
import { CheckpointEvent, GapEvent } from '../live/schema.ts';
import { Tweet } from '../tweets/schema.ts';
import { UserSummary } from '../users/schema.ts';

/** Actors shown with a notification. */
export const maxActors = 3;
/** Actors counted at most; a tweet has its exact counts. */
export const maxActorCount = 100;

const types = [
  ...(['like', 'retweet', 'quote', 'reply', 'mention', 'edit'] as const),
  ...(['follow', 'followRequest', 'followAccepted', 'removal'] as const),
] as const;

export const NotificationType = z.enum(types).meta({ id: 'NotificationType' });
export type NotificationType = z.infer<typeof NotificationType>;

export const Notification = z
  .strictObject({
    id: Id.describe('Another one when the notification grows; sorts by time.'),
    groupId: Id.describe('Stays when the notification grows: a newer one of the same group replaces it.'),
    type: NotificationType,
    tweet: Tweet.nullable().describe(
      'Your tweet that is liked or retweeted, the reply, quote or tweet that mentions you, or the tweet that was edited since you retweeted or quoted it; null for what is about follows and removals.',
    ),
    removedTweetId: Id.nullable().describe('Of a `removal`; `moderation.removedTweets` says why.'),
    actors: z
      .array(UserSummary)
      .max(maxActors)
      .describe('Who did it, latest first, the latest three at most; nobody for a `removal`.'),
    actorCount: z.int().min(0).max(maxActorCount).describe('How many did it; 100 stands for 100 or more.'),
    createdAt: z.iso.datetime({ precision: 3 }).describe('When the latest of them did.'),
    read: z.boolean(),
  })
  .meta({ id: 'Notification' });
export type Notification = z.infer<typeof Notification>;

export const NotificationPage = pageOf(Notification).meta({ id: 'NotificationPage' });

const Count = z.int().min(0).max(2_147_483_647);

export const NotificationSummary = z
  .strictObject({
    unread: Count.describe('Unread notifications, each group counted once.'),
    byType: z
      .strictObject({
        ...{ like: Count, retweet: Count, quote: Count, reply: Count, mention: Count, edit: Count },
        ...{ follow: Count, followRequest: Count, followAccepted: Count, removal: Count },
      } satisfies Record<NotificationType, unknown>)
      .describe('The unread ones by type.'),
  })
  .meta({ id: 'NotificationSummary' });
export type NotificationSummary = z.infer<typeof NotificationSummary>;

export const ListNotificationsInput = PageInput.extend({
  types: z
    .array(NotificationType)
    .min(1)
    .max(types.length)
    .optional()
    .describe('Only these; all by default.'),
}).meta({ id: 'ListNotificationsInput' });

export const MarkReadInput = z
  .strictObject({
    upTo: Id.optional().describe(
      'The id of the latest notification that was read; all there are by default.',
    ),
  })
  .meta({ id: 'MarkReadInput' });

const NotificationEvent = z
  .strictObject({ type: z.literal('notification'), notification: Notification })
  .meta({ id: 'NotificationEvent', description: 'A notification that is new, or has grown.' });

export const NewsEvent = z.union([CheckpointEvent, GapEvent, NotificationEvent]).meta({ id: 'NewsEvent' });

export const OnNewInput = z
  .object({
    lastEventId: LastEventId,
  })
  .meta({ id: 'OnNewInput' });

const UnreadEvent = z
  .strictObject({ type: z.literal('unread'), summary: NotificationSummary })
  .meta({ id: 'UnreadEvent', description: 'How many notifications you have not read now.' });

export const UnreadCountEvent = z.union([CheckpointEvent, UnreadEvent]).meta({ id: 'UnreadCountEvent' });

export const OnUnreadInput = z.object({ lastEventId: LastEventId }).meta({ id: 'OnUnreadInput' });
