import type { Database } from '@dunlin/db';
import { type RawBuilder, sql } from 'kysely';
import type { Position } from '../core/pagination.ts';
import type { View } from '../views/views.ts';
import { mayBeShown } from '../visibility/unasked.ts';

/** How much of a home timeline is cached. */
const headLength = 100;
/** Within so many entries a tweet and what repeats it are one. */
const repeatsWithin = 50;

/** A tweet or retweet, newest first, and what of the same tweet stands in the entries below it. */
export interface HomeEntry {
  id: string;
  /** Retweets of it, and last the tweet itself; newest first. null where there are none. */
  repeats: readonly string[] | null;
}

interface TimelineHead {
  ids: readonly string[];
  /** By entry; only where there are any. */
  repeats: Readonly<Record<string, readonly string[]>>;
  /** Whether nothing is below. */
  isWhole: boolean;
}

/** What is no longer shown goes in a job; until then a page that it leaves short goes on after it. */
export async function listHome(
  db: Database,
  userId: string,
  { last, limit, passesOver = false }: Position,
): Promise<HomeEntry[]> {
  const isShown = sql<boolean>`exists (
    select from tweets where tweets.id = tweet_id and deleted_at is null and ${mayBeShown(sql.ref('user_id'), 'tweets')}
  )`;
  const entries = sql`
    select distinct tweet_id from home_timeline
    where user_id = ${userId} and ${last === undefined ? sql`true` : isNear(userId, last)}
      and ${passesOver ? isShown : sql`true`}`;
  const { rows } = await sql<HomeEntry>`
    select id::text, repeats::text[] from (${fold(entries)}) as folded
    where ${last === undefined ? sql`true` : sql`id < ${last}`}
    order by id desc limit ${limit}`.execute(db);
  return rows;
}

/** What is below an entry, and as much above it as may repeat that. */
function isNear(userId: string, last: string): RawBuilder<boolean> {
  return sql`tweet_id <= coalesce((
    select max(tweet_id) from (
      select distinct tweet_id from home_timeline where user_id = ${userId} and tweet_id >= ${last}
      order by tweet_id limit ${sql.lit(repeatsWithin + 1)}
    ) as above
  ), ${last})`;
}

/** Of entries, given by `tweet_id`, those that no newer one is near of which they are a repeat. */
function fold(entries: RawBuilder<unknown>): RawBuilder<unknown> {
  const within = sql.lit(repeatsWithin);
  return sql`
    select id, place, repeats
    from (
      select id, place, place - lag(place) over same as distance,
        array_agg(id) over (same range between 1 following and ${within} following) as repeats
      from (
        select tweet_id as id, coalesce(retweet_of_id, tweet_id) as original_id,
          row_number() over (order by tweet_id desc) as place
        from (${entries}) as entries
        left join tweets on tweets.id = tweet_id
      ) as placed
      window same as (partition by original_id order by place)
    ) as measured
    where distance is null or distance > ${within}`;
}

/** By user: the newest entries of the home timeline. */
export const timelineHeadViews: View<TimelineHead> = {
  name: 'timelineHeads',
  maxEntries: 20_000,
  load: loadTimelineHeads,
  staleOn: 'timelines',
  toKey: (hint) => hint.split(':')[0] ?? hint,
};

/**
 * The newest entries of each home timeline. The users come as JSON: of an array Postgres knows how long it is, and makes a plan for it
 * each time, which takes four times as long as the query.
 */
export async function loadTimelineHeads(
  db: Database,
  userIds: readonly string[],
): Promise<Map<string, TimelineHead>> {
  const readLength = headLength + repeatsWithin;
  const newest = sql`
    select distinct tweet_id from home_timeline where user_id = asked.id
    order by tweet_id desc limit ${sql.lit(readLength)}`;
  const { rows } = await sql<TimelineHead & { userId: string }>`
    select asked.id::text as "userId", coalesce(ids, '{}')::text[] as ids, coalesce(repeats, '{}') as repeats,
      coalesce(count, 0) < ${sql.lit(readLength)} as "isWhole"
    from (
      select value::bigint as id from jsonb_array_elements_text(${JSON.stringify(userIds)}::jsonb)
    ) as asked
    cross join lateral (
      select array_agg(id order by id desc) as ids, max(place) as count,
        jsonb_object_agg(id, repeats::text[]) filter (where repeats is not null) as repeats
      from (${fold(newest)}) as folded
    ) as head`.execute(db);
  return new Map(rows.map(({ userId, ...head }) => [userId, head]));
}

/** The first page from what is cached; undefined where that does not reach so far. */
export function pageOfHead({ ids, repeats, isWhole }: TimelineHead, limit: number): HomeEntry[] | undefined {
  if (ids.length < limit && !isWhole) return;
  return ids.slice(0, limit).map((id) => ({ id, repeats: repeats[id] ?? null }));
}
