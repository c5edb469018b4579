import { sql } from 'kysely';
import { deleteInBatches } from '../core/delete-in-batches.ts';
import type { EventOf } from '../core/events.ts';
import type { JobConsumer } from '../outbox/consumer.ts';
import { listGone } from '../tweets/list-gone.ts';
import { deleteGroups } from './delete-groups.ts';

/** Removes what was notified of deleted tweets. Reads hide it before this has run; of those that may be restored it stays. */
export const removeNotificationsOfTweet: JobConsumer<EventOf<'tweet.deleted' | 'tweet.forgotten'>> = {
  name: 'remove-notifications-of-tweet',
  async handle({ db }, events) {
    await deleteGroups(db, sql`tweet_id = any(${await listGone(db, events)}::bigint[])`);
  },
};

/** Removes what deleted users were notified of, and what others were notified of them. */
export const removeNotificationsOfUser: JobConsumer<EventOf<'user.deleted'>> = {
  name: 'remove-notifications-of-user',
  async handle({ db }, events) {
    for (const { userId } of events) {
      await deleteGroups(db, sql`user_id = ${userId}`);
      // Groups that this leaves empty are shown to nobody, and go as any.
      await deleteInBatches(db, 'notifications', sql`actor_id = ${userId}`);
    }
  },
};
