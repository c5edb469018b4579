import type { Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import type { Follow } from '../follows/queries.ts';
import type { Loss } from './find-thinned.ts';

/**
 * Where a follow is gone, takes all of its followee out of the follower's timeline; where it stands, what was deleted while it did
 * not: the removal of a tweet looks at those who follow its author then. Looks no further back than each timeline goes.
 * @returns whose timelines lost something, and how much.
 */
export async function removeEntries(
  trx: Transaction,
  follows: readonly (Follow & { stands: boolean })[],
): Promise<Loss[]> {
  const written = sql`select id from tweets where author_id = followee_id and id >= oldest`;
  const { rows } = await sql<Loss>`
    with removed as (
      delete from timeline_entries using (
        select follower_id, id
        from unnest(
          ${follows.map(({ followerId }) => followerId)}::bigint[], ${follows.map(({ followeeId }) => followeeId)}::bigint[],
          ${follows.map(({ stands }) => stands)}::boolean[]
        ) as asked (follower_id, followee_id, stands)
        cross join lateral (
          select tweet_id as oldest from timeline_entries where user_id = follower_id order by tweet_id limit 1
        ) as reach
        cross join lateral (
          ${written} and deleted_at is not null union all ${written} and deleted_at is null and not stands
        ) as tweets
      ) as places
      where user_id = follower_id and tweet_id = places.id
      returning user_id
    )
    select user_id as "userId", count(*)::int as count from removed group by user_id`.execute(trx);
  return rows;
}
