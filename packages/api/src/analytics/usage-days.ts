import { type Database, firstIdAt } from '@dunlin/db';
import { type RawBuilder, sql } from 'kysely';
import type { Services } from '../core/context.ts';
import type { DayRange, UsageDay } from './schema.ts';

const dayMs = 24 * 3_600_000;

/**
 * Counts today as far as it is, and yesterday to its end. Whoever comes back the day after is no longer seen on the day before: of those
 * who were active, the most ever counted stays.
 */
export async function countUsage({ db }: Services): Promise<void> {
  for (const start of [startOfToday() - dayMs, startOfToday()])
    await sql`
      insert into usage_days (day, active_users, new_users, tweets) ${usageOf(start)}
      on conflict (day) do update set
        active_users = greatest(usage_days.active_users, excluded.active_users),
        new_users = excluded.new_users, tweets = excluded.tweets`.execute(db);
}

/** As it was counted, and today as it is now; nothing on a day on which nobody counted. */
export async function listUsageDays(db: Database, { from, to }: DayRange): Promise<UsageDay[]> {
  const { rows } = await sql<UsageDay>`
    with counted as (
      select day, active_users, new_users, tweets from usage_days where day between ${from}::date and ${to}::date
      union all ${usageOf(startOfToday())}
    )
    select days.day::date::text as day, coalesce(max(active_users), 0)::int as "activeUsers",
      coalesce(max(new_users), 0)::int as "newUsers", coalesce(max(tweets), 0)::int as tweets
    from generate_series(${from}::date, ${to}::date, interval '1 day') as days (day)
    left join counted on counted.day = days.day::date
    group by days.day order by days.day`.execute(db);
  return rows;
}

/** A row of a day. */
function usageOf(start: number): RawBuilder<unknown> {
  const [from, to] = [new Date(start), new Date(start + dayMs)];
  const within = sql`id >= ${firstIdAt(from)} and id < ${firstIdAt(to)}`;
  const seen = sql`
    select user_id from sessions where last_used_at >= ${from} and last_used_at < ${to}
    union select author_id from tweets where ${within}
    union select id from users where ${within}`;
  return sql`
    select ${from.toISOString().slice(0, 10)}::date as day,
      (select count(*) from (${seen}) as seen join users on users.id = user_id and is_active) as active_users,
      (select count(*) from users where is_active and ${within}) as new_users,
      (select count(*) from tweets where deleted_at is null and ${within}) as tweets`;
}

function startOfToday(): number {
  return Math.floor(Date.now() / dayMs) * dayMs;
}
