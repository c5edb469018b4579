import type { Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import type { Writer } from '../core/context.ts';
import { appendEvents } from '../outbox/append.ts';
import { type Bounds, keptEntries } from './trim.ts';

/** Has those of the timelines filled again that have room for what had been trimmed. */
export async function fillThinned(writer: Writer, losses: readonly Loss[]): Promise<void> {
  const thinned = await findThinned(writer.trx, losses, writer.settings);
  await appendEvents(
    writer,
    thinned.map((timeline) => ({ type: 'timeline.thinned', ...timeline })),
  );
}

/**
 * Those whose timelines have used up a quarter of their reserve, and who may follow somebody who wrote before their oldest entry, which
 * was trimmed while there was no room: what is being trimmed at this moment cannot be seen, but happens to full timelines only.
 */
async function findThinned(
  trx: Transaction,
  losses: readonly Loss[],
  bounds: Bounds,
): Promise<{ userId: string; below: string }[]> {
  if (losses.length === 0) return [];
  const { timelineMaxEntries, timelineReserve } = bounds;
  const enough = timelineMaxEntries + Math.ceil((3 * timelineReserve) / 4);
  const { rows } = await sql<{ userId: string; below: string }>`
    select user_id as "userId", oldest::text as below
    from (
      select id as user_id, lost, coalesce(
        (select tweet_id from timeline_entries where user_id = id order by tweet_id limit 1), 9223372036854775807) as oldest,
        (select count(*) from (select from timeline_entries where user_id = id limit ${enough}) as some_of_them) as remaining
      from unnest(${losses.map(({ userId }) => userId)}::bigint[], ${losses.map(({ count }) => count)}::int[]) as asked (id, lost)
      -- Each counted once, not wherever it is asked for.
      offset 0
    ) as thinned
    where remaining < ${enough} and (lost + remaining >= ${keptEntries(bounds)} or exists (
      select from (
        select user_id as author_id
        union all select followee_id from follows where follower_id = user_id
      ) as authors
      join users on users.id = author_id and not merged_at_read
      cross join lateral (
        select from tweets where tweets.author_id = authors.author_id and deleted_at is null and id < oldest limit 1
      ) as older
    ))`.execute(trx);
  return rows;
}

/**
 * Of so many entries that are taken out of timelines tweet by tweet one looks whether its timeline is to be filled, which costs more
 * than taking one out; another one in each timeline, so that no deletion looks at all of them. A prime, as in fan-out-tweet.ts. That
 * none of a hundred and fifty looks, as many as three quarters of the usual reserve, happens once in 3,000 times, and then the next one
 * does. A small reserve is looked at each time.
 */
export function sampleLosses(removed: readonly Entry[], { timelineReserve }: Bounds): Loss[] {
  const every = timelineReserve < 100 ? 1n : 19n;
  const looks = ({ tweetId, userId }: Entry) => (BigInt(tweetId) + BigInt(userId)) % every === 0n;
  return [...Map.groupBy(removed, ({ userId }) => userId)]
    .filter(([, lost]) => lost.some(looks))
    .map(([userId, { length: count }]) => ({ userId, count }));
}

export function countLosses(removed: readonly Entry[]): Loss[] {
  return [...Map.groupBy(removed, ({ userId }) => userId)].map(([userId, { length: count }]) => ({
    ...{ userId, count },
  }));
}

export interface Entry {
  userId: string;
  tweetId: string;
}

export interface Loss {
  userId: string;
  /** Entries. */
  count: number;
}
