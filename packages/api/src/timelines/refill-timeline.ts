import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import type { EventOf } from '../core/events.ts';
import type { JobConsumer } from '../outbox/consumer.ts';
import { hearsOf, mayBeShownOriginal } from '../visibility/unasked.ts';
import { keptEntries } from './find-shortened.ts';
import { repairTimelines } from './repair-timelines.ts';

/** What was trimmed when a timeline was full comes back into the room that has been made. */
export const refillTimeline: JobConsumer<EventOf<'timeline.shortened'>> = {
  name: 'refill-timeline',
  maxEvents: 20,
  priority: 10,
  async handle({ db, hints, settings }, events) {
    const userIds = [...new Set(events.map(({ userId }) => userId))];
    await repairTimelines(db, await findOlder(db, { userIds, maxEntries: keptEntries(settings) }));
    hints.publish('timelines', userIds);
  },
};

/** The newest of what is older than the oldest entry of each timeline, as many as there is room for. */
async function findOlder(
  db: Database,
  { userIds, maxEntries }: { userIds: readonly string[]; maxEntries: number },
): Promise<Older[]> {
  const userId = sql.ref('user_id');
  const { rows } = await sql<Older>`
    select user_id as "userId", older.id as "tweetId", author_id as "authorId"
    from (
      select asked.id as user_id, coalesce(min(tweet_id), 9223372036854775807) as oldest,
        greatest(${maxEntries} - count(tweet_id), 0) as room
      from unnest(${userIds}::bigint[]) as asked (id) left join timeline_entries on user_id = asked.id
      group by asked.id
    ) as timelines
    cross join lateral (
      select newest.id, author_id
      from (
        select user_id as author_id
        union all select followee_id from follows where follower_id = user_id
      ) as authors
      join users on users.id = author_id and not merged_at_read
      cross join lateral (
        select id from tweets
        where tweets.author_id = authors.author_id and deleted_at is null and id < oldest
          and ${mayBeShownOriginal(userId, 'tweets')}
        order by id desc limit room
      ) as newest
      where author_id = user_id or ${hearsOf(userId, sql.ref('author_id'))}
      order by newest.id desc limit room
    ) as older`.execute(db);
  return rows;
}

interface Older {
  userId: string;
  tweetId: string;
  authorId: string;
}
