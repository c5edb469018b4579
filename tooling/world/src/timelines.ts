import { defaultSettings } from '@dunlin/api';
import { sql } from 'kysely';
import type { Shape } from './shape.ts';
import type { Step } from './steps.ts';

const { mergeAtReadFollowers, timelineMaxEntries, timelineReserve } = defaultSettings;
const kept = timelineMaxEntries + timelineReserve;

export function timelineSteps({ users }: Shape): Step[] {
  return [
    { name: 'authors merged at read', run: markMerged },
    { name: 'timelines', upTo: users, pieceOf: 2_000, run: insertEntries },
  ];
}

const markMerged: Step['run'] = (trx) =>
  sql`
    update users set merged_at_read = true
    where id in (select user_id from user_counts where followers >= ${sql.lit(mergeAtReadFollowers)})`.execute(
    trx,
  );

/** Who blocks and mutes the most follows nobody, so that nothing is hidden from anybody but what private accounts are retweeted for. */
const insertEntries: Step['run'] = (trx, from, to) =>
  sql`
    insert into timeline_entries (user_id, tweet_id, added_xid)
    select user_id, newest.id, '0'::xid8
    from (select world.user_id(n) as user_id from generate_series(${sql.lit(from)}::bigint, ${sql.lit(to)}::bigint) as n) as reader
    cross join lateral (
      select newest.id
      from (select user_id as author_id union all select followee_id from follows where follower_id = user_id) as author
      join users on users.id = author_id and not merged_at_read
      cross join lateral (
        select id from tweets where tweets.author_id = author.author_id and deleted_at is null order by id desc limit ${sql.lit(kept)}
      ) as newest
      order by newest.id desc limit ${sql.lit(kept)}
    ) as newest
    order by user_id, newest.id`.execute(trx);
