import type { Database } from '@dunlin/db';
import { type RawBuilder, sql } from 'kysely';
import { hearsOf, mayBeShown, mayBeShownOriginal } from '../visibility/unasked.ts';

/** How the newest entries of a home timeline, as readers get them, stand to the truth: whom the user follows, and who wrote what. */
export interface TimelineComparison {
  userId: string;
  entries: number;
  duplicates: number;
  misordered: number;
  differences: TimelineDifference[];
}

export interface TimelineDifference {
  /**
   * `missing`: it should be shown. `extra`: nobody whom the user follows wrote it. `hidden`: the user is not shown it, so that
   * it hides nothing from them and is no fault.
   */
  kind: 'missing' | 'extra' | 'hidden';
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
    with checked as materialized (
      select users.id as user_id, entry.id, author_id,
        coalesce(users.deleted_at is null and tweets.deleted_at is null and (
          author_id = users.id or exists (select from follows where follower_id = users.id and followee_id = author_id)
        ), false) as belongs,
        ${mayBeShown(sql.ref('users.id'), 'tweets')} as is_shown
      from users
      cross join lateral (select distinct tweet_id as id from home_timeline where user_id = users.id) as entry
      left join tweets on tweets.id = entry.id
      where users.id = any(${userIds}::bigint[])
    ), read as (
      select user_id, (array_agg(id order by id desc) filter (where is_shown or not belongs))[:${maxEntries}::int] as ids,
        (array_agg(id order by id desc) filter (where belongs and is_shown))[${maxEntries}::int] as reach,
        jsonb_agg(jsonb_build_object(
          'kind', case when belongs then 'hidden' else 'extra' end,
          'userId', user_id::text, 'tweetId', id::text, 'authorId', author_id::text
        )) filter (where not (belongs and is_shown)) as wrong
      from checked group by user_id
    ), shown as (
      select users.id as user_id, deleted_at is null as living, coalesce(ids, '{}') as ids, reach, wrong
      from users left join read on read.user_id = users.id
      where users.id = any(${userIds}::bigint[])
    )
    select user_id as "userId", cardinality(ids) as entries,
      cardinality(ids) - (select count(distinct id)::int from unnest(ids) as shown (id)) as duplicates,
      (select count(*)::int from unnest(ids, ids[2:]) as pair (id, next) where next > id) as misordered,
      coalesce(wrong, '[]') || coalesce(missing, '[]') as differences
    from shown
    cross join lateral (
      select jsonb_agg(jsonb_build_object(
        'kind', 'missing', 'userId', user_id::text, 'tweetId', id::text, 'authorId', author_id::text
      )) as missing
      from (${truthOf({ maxEntries })}) as truth
      where living and id <> all (ids)
    ) as missing`.execute(db);
  return rows;
}

/** For each row of `shown`: the newest of what its user and whom the user follows wrote, as far as the user is shown it. */
function truthOf({ maxEntries }: { maxEntries: number }): RawBuilder<unknown> {
  const userId = sql.ref('user_id');
  const authorId = sql.ref('authors.author_id');
  return sql`
    select tweets.id, authors.author_id
    from (
      select user_id as author_id
      union all select followee_id from follows where follower_id = user_id
    ) as authors
    cross join lateral (
      select id from tweets
      where author_id = authors.author_id and deleted_at is null and id >= coalesce(reach, 0)
        and ${mayBeShownOriginal(userId, 'tweets')}
      order by id desc limit ${maxEntries}
    ) as tweets
    where authors.author_id = user_id or ${hearsOf(userId, authorId)}
    order by tweets.id desc limit ${maxEntries}`;
}
