import { compileOnce, type Database, type Param } from '@dunlin/db';
import { type RawBuilder, sql } from 'kysely';
import type { Position } from '../core/pagination.ts';
import type { View } from '../views/views.ts';
import { mayBeShown } from '../visibility/unasked.ts';

/** Entries of a home timeline that are cached. */
const headLength = 100;
/** Within so many entries a tweet and what repeats it are one. */
const repeatsWithin = 50;

/** A row of a home: a tweet or retweet, and what of the same tweet stands in the entries below it. */
export interface HomeRow {
  /** Where a list goes on: the tweet's id, behind that of the newest when the list began. */
  id: string;
  tweetId: string;
  /** Retweets of it, and last the tweet itself; newest first. */
  repeats: readonly string[];
}

/** Entries that follow each other, newest first, without those that repeat one above them. */
interface Stretch {
  ids: readonly string[];
  /** By entry; only where there are any. */
  repeats: Readonly<Record<string, readonly string[]>>;
  /** Whether nothing is below. */
  isWhole: boolean;
}

/**
 * What came since the list began takes nothing out of it. What is no longer shown goes in a job; until then a page that it leaves
 * short goes on with entries of which something is shown.
 */
export async function listHome(db: Database, userId: string, position: Position): Promise<HomeRow[]> {
  const [start, last] = parsePosition(position.last);
  for (let size = 3 * position.limit; ; size *= 4) {
    const stretch = await readStretch(db, { ...position, userId, start, last, size });
    if (stretch.isWhole || stretch.ids.length >= position.limit)
      return toRows(stretch, { start, limit: position.limit });
  }
}

/** The first rows from what is cached; undefined where that does not reach so far. */
export function rowsOfHead(head: Stretch, limit: number): HomeRow[] | undefined {
  return head.ids.length < limit && !head.isWhole ? undefined : toRows(head, { limit });
}

function toRows(
  { ids, repeats }: Stretch,
  { start = ids[0], limit }: { start?: string | undefined; limit: number },
): HomeRow[] {
  return ids
    .slice(0, limit)
    .map((tweetId) => ({ id: `${start}:${tweetId}`, tweetId, repeats: repeats[tweetId] ?? [] }));
}

/** Before lists knew where they began, their positions were ids alone. */
function parsePosition(
  position: string | undefined,
): [start?: string | undefined, last?: string | undefined] {
  const [start, last] = position?.split(':') ?? [];
  return last === undefined ? [undefined, start] : [start, last];
}

async function readStretch(db: Database, asked: AskedStretch): Promise<Stretch> {
  const { userId, start, last, size, limit, passesOver = false } = asked;
  const isBelow = last === undefined ? sql`true` : sql`id < ${last}`;
  const above = last === undefined ? sql`0` : sql`(select count(*) from entries where tweet_id >= ${last})`;
  const readLength = size + 2 * repeatsWithin;
  const { rows } = await sql<Stretch>`
    with entries as materialized (
      select distinct tweet_id from home_timeline
      where user_id = ${userId} and ${start === undefined ? sql`true` : sql`tweet_id <= ${start}`}
    ), near as materialized (
      select tweet_id from entries order by tweet_id desc
      offset greatest(0, ${above} - ${sql.lit(repeatsWithin)}) limit ${readLength}
    ), whole as materialized (
      select count(*) < ${readLength} as is_whole from near
    ), listed as (
      select id, repeats from (${fold(sql`select tweet_id from near`)}) as folded, whole
      where ${isBelow} and (is_whole or place <= ${size + repeatsWithin})
      -- In this order, so that it is asked of no more than are needed whether they are shown.
      order by id desc offset 0
    )
    select is_whole as "isWhole", ${asColumns} from whole left join (
      select id, repeats from listed where ${passesOver ? isSomethingShown(userId) : sql`true`} limit ${limit}
    ) as listed on true
    group by is_whole`.execute(db);
  return rows[0] ?? { ids: [], repeats: {}, isWhole: true };
}

const asColumns = sql`
  coalesce(array_agg(id order by id desc) filter (where id is not null), '{}')::text[] as ids,
  coalesce(jsonb_object_agg(id, repeats::text[]) filter (where repeats is not null), '{}') as repeats`;

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

function isSomethingShown(userId: string): RawBuilder<boolean> {
  return sql`exists (
    select from tweets
    where tweets.id = any(listed.id || coalesce(listed.repeats, '{}')) and deleted_at is null
      and ${mayBeShown(sql`${userId}::bigint`, 'tweets')}
  )`;
}

/** By user: the newest entries of the home timeline. */
export const timelineHeadViews: View<Stretch> = {
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
): Promise<Map<string, Stretch>> {
  const { rows } = await selectHeads(db, { userIds: JSON.stringify(userIds) });
  return new Map(rows.map(({ userId, ...head }) => [userId, head]));
}

const selectHeads = compileOnce(
  (_db, param: Param<{ userIds: string }>) => sql<Stretch & { userId: string }>`
    select asked.id::text as "userId", head.*
    from (
      select value::bigint as id from jsonb_array_elements_text(${param('userIds')}::jsonb)
    ) as asked
    cross join lateral (
      with near as materialized (
        select distinct tweet_id from home_timeline where user_id = asked.id
        order by tweet_id desc limit ${sql.lit(headLength + repeatsWithin)}
      ), whole as materialized (
        select count(*) < ${sql.lit(headLength + repeatsWithin)} as is_whole from near
      )
      select is_whole as "isWhole", ${asColumns} from whole left join (
        ${fold(sql`select tweet_id from near`)}
      ) as folded on is_whole or place <= ${sql.lit(headLength)}
      group by is_whole
    ) as head`,
);

interface AskedStretch extends Omit<Position, 'last'> {
  userId: string;
  /** The newest entry that counts. */
  start: string | undefined;
  last: string | undefined;
  /** Entries that are read, besides those that are near. */
  size: number;
}
