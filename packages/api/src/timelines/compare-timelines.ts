import type { Database } from '@dunlin/db';
import { type RawBuilder, sql } from 'kysely';

/** How the newest entries of a home timeline, as readers get them, stand to the truth: whom the user follows, and who wrote what. */
export interface TimelineComparison {
  userId: string;
  entries: number;
  duplicates: number;
  misordered: number;
  differences: TimelineDifference[];
}

export interface TimelineDifference {
  /** `missing`: it should be shown. `excused`: the same, but room for it came only when newer tweets were deleted. */
  kind: 'missing' | 'excused' | 'extra';
  userId: string;
  tweetId: string;
  /** null when there is no such tweet. */
  authorId: string | null;
}

/**
 * Compares the timelines of these users, in one statement and so in one snapshot. Below the last entry of a full and
 * faultless timeline nothing can be missing: `reach` keeps the search for the truth above it.
 */
export async function compareTimelines(
  db: Database,
  { userIds, maxEntries }: { userIds: readonly string[]; maxEntries: number },
): Promise<TimelineComparison[]> {
  const { rows } = await sql<TimelineComparison>`
    with shown as materialized (
      select users.id as user_id, deleted_at is null as living, array(
        select distinct tweet_id from home_timeline where user_id = users.id order by tweet_id desc limit ${maxEntries}
      ) as ids
      from users where id = any(${userIds}::bigint[])
    ), checked as materialized (
      select user_id, entry.id, author_id, shown.living and tweets.deleted_at is null and coalesce(
        author_id = user_id or exists (select from follows where follower_id = user_id and followee_id = author_id),
        false) as belongs
      from shown cross join unnest(ids) as entry (id) left join tweets on tweets.id = entry.id
    ), extras as (
      select user_id, (array_agg(id order by id desc) filter (where belongs))[${maxEntries}::int] as reach,
        jsonb_agg(jsonb_build_object(
          'kind', 'extra', 'userId', user_id::text, 'tweetId', id::text, 'authorId', author_id::text
        )) filter (where not belongs) as extra
      from checked group by user_id
    )
    select user_id as "userId", cardinality(ids) as entries,
      cardinality(ids) - (select count(distinct id)::int from unnest(ids) as shown (id)) as duplicates,
      (select count(*)::int from unnest(ids, ids[2:]) as pair (id, next) where next > id) as misordered,
      coalesce(extra, '[]') || coalesce(missing, '[]') as differences
    from shown left join extras using (user_id)
    cross join lateral (
      select jsonb_agg(jsonb_build_object(
        'kind', case when place > ${maxEntries} then 'excused' else 'missing' end,
        'userId', user_id::text, 'tweetId', id::text, 'authorId', author_id::text
      )) as missing
      from (${truthOf({ maxEntries })}) as truth
      where living and living_place <= ${maxEntries} and id not in (select unnest(ids))
    ) as missing`.execute(db);
  return rows;
}

/** For each row of `shown`: what its user and whom the user follows wrote, with its place, the deleted counted and not. */
function truthOf({ maxEntries }: { maxEntries: number }): RawBuilder<unknown> {
  const newest = (which: RawBuilder<unknown>) => sql`(
    select id, ${which} as living from tweets
    where author_id = authors.author_id and (deleted_at is null) = ${which} and id >= coalesce(reach, 0)
    order by id desc limit ${maxEntries})`;
  return sql`
    select id, author_id, tweets.living, row_number() over newest_first as place,
      count(*) filter (where tweets.living) over newest_first as living_place
    from (
      select user_id as author_id where shown.living
      union all select followee_id from follows where follower_id = user_id and shown.living
    ) as authors
    cross join lateral (${newest(sql`true`)} union all ${newest(sql`false`)}) as tweets
    window newest_first as (order by id desc)`;
}
