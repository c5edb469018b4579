import { isUniqueViolation, type Transaction } from '@dunlin/db';
import { type RawBuilder, sql } from 'kysely';
import type { EventOf } from '../core/events.ts';
import type { Settings } from '../core/settings.ts';
import { appendEvents } from '../outbox/append.ts';
import type { RowConsumer } from '../outbox/consumer.ts';
import { mayBeShownOriginal } from '../visibility/unasked.ts';
import { authorLock } from './author-lock.ts';
import { reachOf } from './reach.ts';
import { type Slice, toSlices } from './slices.ts';
import { keptEntries, trimTimelines } from './trim.ts';

/**
 * One tweet in this many trims the timelines it is written to, which bounds them to a little over their maximum. A prime:
 * the numbers in ids come with strides, such as two per tweet, that other divisors could miss for ever.
 */
const trimEvery = 251n;

/**
 * Writes tweets to the home timelines of their authors' followers, and tells those who are listening. Of an author with many
 * followers it writes to some, and goes on when others had their turn.
 */
export const fanOutTweet: RowConsumer<EventOf<'tweet.created' | 'tweet.restored' | 'fanOut.continued'>> = {
  name: 'fan-out-tweet',
  locks: ({ authorId }) => authorLock(authorId, 'shared'),
  async apply(writer, events) {
    const { trx, hints, settings, afterCommit } = writer;
    const slices = toSlices(events);
    const written = await writeEntries(trx, slices, settings);
    const grown = slices
      .filter(({ tweetId }) => BigInt(tweetId) % trimEvery === 0n)
      .flatMap((slice) => {
        const { userIds = [], isMerged = false } = written.get(slice.tweetId) ?? {};
        return [slice.authorId, ...(isMerged ? [] : userIds)];
      });
    await trimTimelines(trx, [...new Set(grown)], { maxEntries: keptEntries(settings), sparesOwn: true });
    await appendEvents(
      writer,
      slices.flatMap(({ tweetId, authorId, isRestored }) => {
        const { count = 0, last = '0' } = written.get(tweetId) ?? {};
        return count < settings.fanOutSliceSize
          ? []
          : [{ type: 'fanOut.continued', tweetId, authorId, after: last, ...(isRestored && { isRestored }) }];
      }),
    );
    const added = [...written].flatMap(([tweetId, { userIds }]) =>
      userIds.map((userId) => `${userId}:${tweetId}`),
    );
    const restored = slices
      .filter(({ isRestored }) => isRestored)
      .map(({ authorId, tweetId }) => `${authorId}:${tweetId}`);
    afterCommit(() => hints.publish('timelines', [...added, ...restored]));
  },
};

/**
 * Writes the entries that living tweets should have, to those of each author's next followers who are shown them. As a rule none is there, and to look beside
 * writing takes half as long again: so that is done where one was.
 * @returns what was done by tweet.
 */
async function writeEntries(
  trx: Transaction,
  slices: readonly Slice[],
  settings: Settings,
): Promise<Map<string, Written>> {
  const insert = (onConflict: RawBuilder<unknown>) => insertEntries(trx, slices, { settings, onConflict });
  try {
    // Sent together.
    const [, written] = await Promise.all([sql`savepoint entries`.execute(trx), insert(sql``)]);
    return written;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    await sql`rollback to savepoint entries`.execute(trx);
    return await insert(sql`on conflict do nothing`);
  }
}

async function insertEntries(
  trx: Transaction,
  slices: readonly Slice[],
  { settings, onConflict }: { settings: Settings; onConflict: RawBuilder<unknown> },
): Promise<Map<string, Written>> {
  const column = <Name extends keyof Slice>(name: Name) => slices.map((slice) => slice[name]);
  const { rows } = await sql<Omit<Written, 'userIds'> & { tweetId: string; userIds: string }>`
    with asked as materialized (
      select tweets.*, after, is_restored
      from unnest(
        ${column('tweetId')}::bigint[], ${column('after')}::bigint[], ${column('isRestored')}::boolean[]
      ) as asked (tweet_id, after, is_restored)
      join tweets on tweets.id = asked.tweet_id and tweets.deleted_at is null
    ), receivers as materialized (
      select asked.id as tweet_id, follower_id as user_id, merged_at_read, is_restored,
        not (is_muted and exists (select from mutes where muter_id = follower_id and muted_id = author_id))
          and ${mayBeShownOriginal(sql.ref('followers.follower_id'), 'asked')} as is_shown
      from asked
      join users on users.id = author_id and is_active
      cross join lateral (select exists (select from mutes where muted_id = author_id) as is_muted) as author
      cross join lateral (
        select follower_id from follows where followee_id = author_id and follower_id > after
        order by follower_id limit ${settings.fanOutSliceSize}
      ) as followers
    ), due as (
      select user_id, tweet_id, is_restored from receivers where not merged_at_read and is_shown
      union all
      -- The removal may have taken the author's own entry out after the tweet had come back.
      select author_id, id, is_restored from asked where is_restored and after = 0
    ), written as (
      -- By timeline, as the index is: half the time of an order by tweet.
      insert into timeline_entries (user_id, tweet_id)
      select user_id, tweet_id from due
      where not is_restored or tweet_id > ${reachOf(sql.ref('due.user_id'), settings)}
      order by user_id, tweet_id
      ${onConflict}
    )
    select tweet_id as "tweetId", bool_or(merged_at_read) as "isMerged", count(*)::int as count, max(user_id) as last,
      coalesce(string_agg(user_id::text, ',') filter (where is_shown), '') as "userIds"
    from receivers group by tweet_id`.execute(trx);
  return new Map(
    rows.map(({ tweetId, userIds, ...written }) => [
      tweetId,
      { ...written, userIds: userIds === '' ? [] : userIds.split(',') },
    ]),
  );
}

interface Written {
  /** Followers that were looked at, and the last of them. */
  count: number;
  last: string;
  /** Those of them who are shown the tweet. */
  userIds: string[];
  /** Whether they read the author beside their timelines, so that nothing was written. */
  isMerged: boolean;
}
