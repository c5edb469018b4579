import { sql } from 'kysely';
import type { EventOf } from '../core/events.ts';
import type { Consumer } from '../outbox/consumer.ts';
import { lockAuthors } from './author-lock.ts';

/** Takes deleted tweets out of the timelines they were written to. Reads hide them before this has run. */
export const removeTweet: Consumer<EventOf<'tweet.deleted'>> = {
  name: 'remove-tweet-from-timelines',
  async handle({ db, hints }, events) {
    for (const { tweetId, authorId } of events) {
      const userIds = await db.transaction().execute(async (trx) => {
        await lockAuthors(trx, [authorId], 'exclusive');
        const { rows } = await sql<{ userId: string }>`
          delete from timeline_entries using (
            select follower_id as user_id from follows where followee_id = ${authorId}
            union select ${authorId}::bigint
          ) as receivers
          where timeline_entries.user_id = receivers.user_id and timeline_entries.tweet_id = ${tweetId}
          returning timeline_entries.user_id as "userId"`.execute(trx);
        return rows.map(({ userId }) => userId);
      });
      hints.publish('timelines', userIds);
    }
  },
};
