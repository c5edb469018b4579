import type { Database } from '@dunlin/db';
import { sql } from 'kysely';

/**
 * Inserts follows of authors who have not tweeted, as the API leaves them, without the cost of asking for each. Nobody is
 * notified of them: they are as old as what is read and deleted by now.
 */
export async function insertFollows(
  db: Database,
  follows: readonly { followerId: string; followeeId: string }[],
): Promise<void> {
  const followers = follows.map(({ followerId }) => followerId);
  const followees = follows.map(({ followeeId }) => followeeId);
  await sql`
    with follow as (
      insert into follows (follower_id, followee_id, created_at)
      select *, 'epoch' from unnest(${followers}::bigint[], ${followees}::bigint[])
      returning follower_id, followee_id
    ), counted as (
      select follower_id as id, 0 as followers, 1 as following from follow
      union all select followee_id, 1, 0 from follow
    )
    insert into user_counts (user_id, slot, followers, following)
    select id, 0, sum(followers), sum(following) from counted group by id
    on conflict (user_id, slot) do update set
      followers = user_counts.followers + excluded.followers, following = user_counts.following + excluded.following`.execute(
    db,
  );
}

/** Makes accounts that only follow, and follow the author; no event tells of them. */
export async function insertFollowers(db: Database, authorId: string, count: number): Promise<void> {
  const { rows } = await sql<{ followerId: string }>`
    insert into users (username, display_name, email, password_hash)
    select 'follower_' || n, 'Follower', 'follower_' || n || '@example.org', users.password_hash
    from users, generate_series(1, ${count}::int) as n where users.id = ${authorId}
    returning id::text as "followerId"`.execute(db);
  await insertFollows(
    db,
    rows.map(({ followerId }) => ({ followerId, followeeId: authorId })),
  );
}
