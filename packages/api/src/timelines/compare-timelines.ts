import type { Database } from '@dunlin/db';
import { sql } from 'kysely';

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

/** Compares the timelines of these users, in one statement and so in one snapshot. */
export async function compareTimelines(
  db: Database,
  { userIds, maxEntries }: { userIds: readonly string[]; maxEntries: number },
): Promise<TimelineComparison[]> {
  // Below the last entry of a full and faultless timeline nothing can be missing: `reach` keeps the scan above it.
  const { rows } = await sql<TimelineComparison>`
    select users.id as "userId", cardinality(ids) as entries,
      cardinality(ids) - (select count(distinct id)::int from unnest(ids) as shown (id)) as duplicates,
      (select count(*)::int from unnest(ids, ids[2:]) as pair (id, next) where next > id) as misordered,
      coalesce(extra, '[]') || coalesce(missing, '[]') as differences
    from users
    cross join lateral (
      select array(
        select distinct tweet_id from home_timeline where user_id = users.id order by tweet_id desc limit ${maxEntries}
      ) as ids
    ) as shown
    cross join lateral (
      select coalesce((array_agg(id order by id desc) filter (where belongs))[${maxEntries}::int], 0) as reach,
        jsonb_agg(jsonb_build_object(
          'kind', 'extra', 'userId', users.id::text, 'tweetId', id::text, 'authorId', author_id::text
        )) filter (where not belongs) as extra
      from (
        select entry.id, author_id, users.deleted_at is null and tweets.deleted_at is null and coalesce(
          author_id = users.id or exists (select from follows where follower_id = users.id and followee_id = author_id),
          false) as belongs
        from unnest(ids) as entry (id) left join tweets on tweets.id = entry.id
      ) as checked
    ) as checked
    cross join lateral (
      select jsonb_agg(jsonb_build_object(
        'kind', case when place > ${maxEntries} then 'excused' else 'missing' end,
        'userId', users.id::text, 'tweetId', id::text, 'authorId', author_id::text
      )) as missing
      from (
        select id, author_id, living, row_number() over newest_first as place,
          count(*) filter (where living) over newest_first as living_place
        from (
          select users.id as author_id where users.deleted_at is null
          union all select followee_id from follows where follower_id = users.id and users.deleted_at is null
        ) as authors
        cross join lateral (
          (select id, true as living from tweets
            where author_id = authors.author_id and deleted_at is null and id >= reach order by id desc limit ${maxEntries})
          union all
          (select id, false from tweets
            where author_id = authors.author_id and deleted_at is not null and id >= reach order by id desc limit ${maxEntries})
        ) as tweets
        window newest_first as (order by id desc)
      ) as truth
      where living and living_place <= ${maxEntries} and id <> all (ids)
    ) as compared
    where users.id = any(${userIds}::bigint[])`.execute(db);
  return rows;
}
