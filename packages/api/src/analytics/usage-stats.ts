import { firstIdAt } from '@dunlin/db';
import { sql } from 'kysely';
import type { Services } from '../core/context.ts';
import type { UsageStats } from './schema.ts';

const day = 24 * 3_600_000;

/** How much an installation is used, counted now. */
export async function loadUsageStats({ db, measureBacklog }: Services): Promise<UsageStats> {
  const since = (days: number) => firstIdAt(new Date(Date.now() - days * day));
  const activeWithin = (days: number) =>
    sql`(select count(*) from last_seen where at > now() - make_interval(days => ${days}::int))::int`;
  const [{ rows }, { oldestJobAge, oldestJobAges: _, oldestEventAge, ...queue }] = await Promise.all([
    sql<Counted>`
      with last_seen as materialized (
        select user_id, max(at) as at
        from (
          select user_id, last_used_at as at from sessions
          union all select author_id, created_at from tweets where id >= ${since(30)}
        ) as seen
        join users on users.id = user_id and is_active
        group by user_id
      )
      select
        (select count(*) from users where is_active)::int as active,
        (select count(*) from users where suspended_at is not null and deleted_at is null)::int as suspended,
        ${activeWithin(1)} as "activeDaily", ${activeWithin(7)} as "activeWeekly", ${activeWithin(30)} as "activeMonthly",
        (select count(*) from users where is_active and id >= ${since(1)})::int as "newDaily",
        (select coalesce(sum(tweets), 0) from user_counts)::int as tweets,
        (select count(*) from tweets where deleted_at is null and id >= ${since(1)})::int as "newTweets",
        (select coalesce(sum(impressions), 0) from tweet_impressions_daily where day = (now() at time zone 'utc')::date)::float8
          as "impressionsToday",
        (select count(*) from media where deleted_at is null)::int as files,
        (select coalesce(sum(bytes), 0) from media where deleted_at is null)::float8 as bytes`.execute(db),
    measureBacklog(),
  ]);
  const [row] = rows;
  if (!row) throw new Error('a select without a table has one row');
  const { tweets, newTweets, files, bytes, impressionsToday, ...users } = row;
  return {
    users,
    tweets: { total: tweets, newDaily: newTweets },
    impressionsToday,
    media: { files, bytes },
    queue: {
      ...queue,
      oldestJobAge: oldestJobAge ?? null,
      oldestEventAge: oldestEventAge ?? null,
    },
  };
}

type Counted = UsageStats['users'] &
  Record<'tweets' | 'newTweets' | 'impressionsToday' | 'files' | 'bytes', number>;
