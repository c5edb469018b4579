import type { Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import type { Follow } from '../follows/queries.ts';
import { entriesOfAuthor, wroteMuch } from './entries-of-author.ts';
import type { Loss } from './find-thinned.ts';

/**
 * Where a follow is gone, takes all of its followee out of the follower's timeline; where it stands, what was deleted while it did
 * not: the removal of a tweet looks at those who follow its author then.
 * @returns whose timelines lost something, and how much.
 */
export async function removeEntries(
  trx: Transaction,
  follows: readonly (Follow & { stands: boolean })[],
): Promise<Loss[]> {
  const found = entriesOfAuthor({
    userId: sql.ref('asked.follower_id'),
    authorId: sql.ref('asked.followee_id'),
    wroteMuch: sql.ref('authors.wrote_much'),
  });
  const { rows } = await sql<Loss>`
    with asked as materialized (
      select * from unnest(
        ${follows.map(({ followerId }) => followerId)}::bigint[], ${follows.map(({ followeeId }) => followeeId)}::bigint[],
        ${follows.map(({ stands }) => stands)}::boolean[]
      ) as asked (follower_id, followee_id, stands)
    ), authors as materialized (
      select followee_id, ${wroteMuch(sql.ref('followee_id'))} as wrote_much
      from (select distinct followee_id from asked) as followees
    ), removed as (
      delete from timeline_entries using (
        select follower_id, tweets.id from asked
        join authors using (followee_id)
        cross join lateral (${found}) as tweets
        where not stands or deleted_at is not null
      ) as places
      where user_id = follower_id and tweet_id = places.id
      returning user_id
    )
    select user_id as "userId", count(*)::int as count from removed group by user_id`.execute(trx);
  return rows;
}

/**
 * Takes all of one author out of the timelines of many. Beside some thousand entries of theirs, what the author wrote is read once, not
 * looked up entry by entry.
 */
export async function removeEntriesOfAuthor(
  trx: Transaction,
  { authorId, userIds }: { authorId: string; userIds: readonly string[] },
): Promise<Loss[]> {
  // Living and deleted ones have an index each.
  const written = sql`select id from tweets where author_id = ${authorId} and id >= (select min(oldest) from readers)`;
  const { rows } = await sql<Loss>`
    with readers as materialized (
      select id, (select tweet_id from timeline_entries where user_id = id order by tweet_id limit 1) as oldest
      from unnest(${userIds}::bigint[]) as asked (id)
    ), written as materialized (
      ${written} and deleted_at is null union all ${written} and deleted_at is not null
    ), removed as (
      delete from timeline_entries using readers, written
      where user_id = readers.id and tweet_id = written.id
      returning user_id
    )
    select user_id as "userId", count(*)::int as count from removed group by user_id`.execute(trx);
  return rows;
}
