import { sql } from 'kysely';
import type { EventOf } from '../events.ts';
import type { Consumer } from '../outbox/consumer.ts';

/** Removes what was notified of deleted tweets. Reads hide it before this has run. */
export const removeNotificationsOfTweet: Consumer<EventOf<'tweet.deleted'>> = {
  name: 'remove-notifications-of-tweet',
  async handle({ db }, events) {
    const tweetIds = events.map(({ tweetId }) => tweetId);
    await db.deleteFrom('notificationGroups').where('tweetId', '=', sql<string>`any(${tweetIds})`).execute();
  },
};

/** Removes what deleted users were notified of, and what others were notified of them. */
export const removeNotificationsOfUser: Consumer<EventOf<'user.deleted'>> = {
  name: 'remove-notifications-of-user',
  async handle({ db }, events) {
    for (const { userId } of events) {
      await db.deleteFrom('notificationGroups').where('userId', '=', userId).execute();
      // Groups that this leaves empty are shown to nobody, and go as any.
      await db.deleteFrom('notifications').where('actorId', '=', userId).execute();
    }
  },
};
