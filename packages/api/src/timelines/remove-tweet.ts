import type { Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import type { EventOf } from '../core/events.ts';
import { appendEvents } from '../outbox/append.ts';
import type { RowConsumer } from '../outbox/consumer.ts';
import { authorLock } from './author-lock.ts';
import { fillThinned, sampleLosses } from './find-thinned.ts';
import { type Slice, toSlices } from './slices.ts';

/** Takes deleted tweets out of the timelines they were written to, some at a time. Reads hide them before this has run. */
export const removeTweet: RowConsumer<EventOf<'tweet.deleted' | 'retweet.deleted' | 'removal.continued'>> = {
  name: 'remove-tweet-from-timelines',
  locks: ({ authorId }) => authorLock(authorId, 'exclusive'),
  async apply(writer, events) {
    const { trx, hints, settings, afterCommit } = writer;
    const slices = toSlices(events);
    const removed = await removeEntries(trx, slices, settings.fanOutSliceSize);
    await appendEvents(
      writer,
      removed.flatMap(({ tweetId, authorId, count, last }) =>
        count < settings.fanOutSliceSize
          ? []
          : [{ type: 'removal.continued', tweetId, authorId, after: last }],
      ),
    );
    const entries = removed.flatMap(({ tweetId, userIds }) => userIds.map((userId) => ({ tweetId, userId })));
    await fillThinned(writer, sampleLosses(entries, settings));
    afterCommit(() => hints.publish('timelines', [...new Set(removed.flatMap(({ userIds }) => userIds))]));
  },
};

async function removeEntries(
  trx: Transaction,
  slices: readonly Slice[],
  sliceSize: number,
): Promise<Removed[]> {
  const column = <Name extends keyof Slice>(name: Name) => slices.map((slice) => slice[name]);
  const { rows } = await sql<Removed>`
    with asked as (
      select * from unnest(${column('tweetId')}::bigint[], ${column('authorId')}::bigint[], ${column('after')}::bigint[])
        as asked (tweet_id, author_id, after)
      -- One may have been restored since.
      where exists (select from tweets where tweets.id = asked.tweet_id and deleted_at is not null)
    ), followers as materialized (
      select tweet_id, author_id, follower_id from asked cross join lateral (
        select follower_id from follows where followee_id = author_id and follower_id > after
        order by follower_id limit ${sliceSize}
      ) as followers
    ), removed as (
      delete from timeline_entries using (
        select tweet_id, follower_id as user_id from followers
        union all select tweet_id, author_id from asked where after = 0
      ) as receivers
      where timeline_entries.user_id = receivers.user_id and timeline_entries.tweet_id = receivers.tweet_id
      returning timeline_entries.tweet_id, timeline_entries.user_id
    )
    select tweet_id as "tweetId", author_id as "authorId", coalesce(count, 0) as count, coalesce(last, 0)::bigint as last,
      coalesce(user_ids, '{}') as "userIds"
    from asked
    left join (
      select tweet_id, count(*)::int as count, max(follower_id) as last from followers group by tweet_id
    ) as reached using (tweet_id)
    left join (select tweet_id, array_agg(user_id::text) as user_ids from removed group by tweet_id) as left_out using (tweet_id)`.execute(
    trx,
  );
  return rows;
}

interface Removed {
  tweetId: string;
  authorId: string;
  /** Followers whose timelines were looked at, and the last of them. */
  count: number;
  last: string;
  /** Who had it. */
  userIds: string[];
}
