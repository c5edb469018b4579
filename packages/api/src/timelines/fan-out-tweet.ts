import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import type { EventOf } from '../core/events.ts';
import type { Consumer } from '../outbox/consumer.ts';
import { lockAuthors } from './author-lock.ts';
import { trimTimelines } from './trim.ts';

/**
 * One tweet in this many trims the timelines it is written to, which bounds them to a little over their maximum. A prime:
 * the numbers in ids come with strides, such as two per tweet, that other divisors could miss for ever.
 */
const trimEvery = 61n;

/** Writes tweets to the home timelines of their authors' followers, and tells those who are listening. */
export const fanOutTweet: Consumer<EventOf<'tweet.created'>> = {
  name: 'fan-out-tweet',
  async handle({ db, hints, settings }, events) {
    const { fanOutBatchSize: limit, timelineMaxEntries } = settings;
    const trim = (entries: readonly Entry[]) => {
      const trimmed = entries.filter(({ tweetId }) => BigInt(tweetId) % trimEvery === 0n);
      const userIds = new Set(trimmed.map(({ userId }) => userId));
      return trimTimelines(db, [...userIds], timelineMaxEntries);
    };
    await trim(events.map(({ tweetId, authorId }) => ({ tweetId, userId: authorId })));
    let last: Entry = { tweetId: '0', userId: '0' };
    for (;;) {
      const entries = await writeEntries(db, events, { last, limit });
      hints.publish(
        'timelines',
        entries.map(({ userId, tweetId }) => `${userId}:${tweetId}`),
      );
      await trim(entries);
      const end = entries.at(-1);
      if (!end || entries.length < limit) return;
      last = end;
    }
  },
};

/** Writes the entries that living tweets should have, by tweet and follower, after the last one. */
function writeEntries(
  db: Database,
  events: readonly { tweetId: string; authorId: string }[],
  { last, limit }: { last: Entry; limit: number },
): Promise<Entry[]> {
  const tweetIds = events.map(({ tweetId }) => tweetId);
  return db.transaction().execute(async (trx) => {
    await lockAuthors(
      trx,
      events.map(({ authorId }) => authorId),
      'shared',
    );
    const { rows } = await sql<Entry>`
      with page as materialized (
        select tweets.id as tweet_id, follows.follower_id as user_id, users.merged_at_read
        from tweets
        join users on users.id = tweets.author_id
        join follows on follows.followee_id = tweets.author_id
        where tweets.id = any(${tweetIds}::bigint[]) and tweets.deleted_at is null
          and tweets.id >= ${last.tweetId}
          and (tweets.id, follows.follower_id) > (${last.tweetId}::bigint, ${last.userId}::bigint)
        order by tweets.id, follows.follower_id
        limit ${limit}
      ), written as (
        insert into timeline_entries (user_id, tweet_id)
        select user_id, tweet_id from page where not merged_at_read
        on conflict do nothing
      )
      select user_id as "userId", tweet_id as "tweetId" from page order by tweet_id, user_id`.execute(trx);
    return rows;
  });
}

interface Entry {
  tweetId: string;
  userId: string;
}
