import type { Viewer, World } from '../world/open-world.ts';

/** Someone new whom so many follow, the users that are there first. */
export async function createAuthor({ sql, signIn }: World, followers: number): Promise<Viewer> {
  const insertUsers = (count: number) =>
    sql.query<{ id: string }>(
      `insert into users (id, username, email, password_hash, display_name)
       select id, 'new_' || id, 'new_' || id || '@example.org', 'none', 'New' from
       (select next_id() as id from generate_series(1, $1::int)) made returning id`,
      [count],
    );
  const { rows } = await sql.query<{ count: number }>('select count(*)::int as count from users');
  await insertUsers(Math.max(0, followers - (rows[0]?.count ?? 0)));
  const author = (await insertUsers(1)).rows[0]?.id ?? '';
  await sql.query(
    `with added as (
       insert into follows (follower_id, followee_id)
       select id, $1 from users where id <> $1 order by id limit $2 returning follower_id
     ), counted as (
       insert into user_counts (user_id, slot, following) select follower_id, 0, 1 from added
       on conflict (user_id, slot) do update set following = user_counts.following + 1
     )
     insert into user_counts (user_id, slot, followers) select $1, 0, count(*) from added`,
    [author, followers],
  );
  await sql.query('analyze follows, users');
  const [viewer] = await signIn([author]);
  if (!viewer) throw new Error('nobody is signed in');
  return viewer;
}
