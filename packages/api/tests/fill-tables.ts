import type { Database } from '@dunlin/db';
import { sql } from 'kysely';

/** For each of the size: 20,000 users, of whom 4 are merged at read; 60,000 follows, 50,000 tweets, 20,000 retweets, likes, blocks and so on, and 100,000 entries. */
export async function fillTables(db: Database, size = 1): Promise<void> {
  const at = (count: number) => sql.lit(count * size);
  await sql`
    insert into users (id, username, email, password_hash, display_name, merged_at_read)
    select n, 'user' || n, 'user' || n || '@example.org', 'none', 'User', n % ${at(5_000)} = 0 from generate_series(1, ${at(20_000)}) n`.execute(
    db,
  );
  await sql`
    insert into follows (id, follower_id, followee_id)
    select n, n % ${at(20_000)} + 1, (n * 7 + n / ${at(20_000)}) % ${at(20_000)} + 1 from generate_series(1, ${at(60_000)}) n
    where n % ${at(20_000)} <> (n * 7 + n / ${at(20_000)}) % ${at(20_000)}`.execute(db);
  await sql`
    insert into tweets (id, author_id, text, entities, reply_to_id, conversation_id, quoted_id)
    select n, n % ${at(20_000)} + 1, 'text', '{"hashtags":[],"mentions":[],"urls":[]}', case when n % 3 = 0 then n / 3 end, case when n % 3 = 0 then n / 3 else n end,
      case when n % 3 = 1 then n / 3 + 1 end
    from generate_series(1, ${at(50_000)}) n`.execute(db);
  await sql`
    insert into tweets (id, author_id, text, entities, conversation_id, retweet_of_id)
    select n, n % ${at(20_000)} + 1, '', '{}', n, n % ${at(50_000)} + 1 from generate_series(${at(50_000)} + 1, ${at(70_000)}) n`.execute(
    db,
  );
  for (const table of ['likes', 'bookmarks']) {
    await sql`
      insert into ${sql.table(table)} (id, user_id, tweet_id)
      select n, n % ${at(20_000)} + 1, n * 2 from generate_series(1, ${at(20_000)}) n`.execute(db);
  }
  for (const table of ['follow_requests', 'blocks', 'mutes']) {
    await sql`
      insert into ${sql.table(table)}
      select n, n % ${at(4_000)} + 1, (n * 7 + 3) % ${at(20_000)} + 1 from generate_series(1, ${at(20_000)}) n`.execute(
      db,
    );
  }
  await sql`
    insert into timeline_entries (user_id, tweet_id)
    select n % ${at(20_000)} + 1, n / 2 from generate_series(1, ${at(100_000)}) n on conflict do nothing`.execute(
    db,
  );
  await sql`insert into user_counts (user_id, slot) select n % ${at(20_000)} + 1, n % 16 from generate_series(1, ${at(40_000)}) n on conflict do nothing`.execute(
    db,
  );
  await sql`insert into tweet_counts (tweet_id, slot) select n, 0 from generate_series(1, ${at(50_000)}) n`.execute(
    db,
  );
  await sql`
    insert into notification_groups (id, user_id, type, tweet_id, last_id, read_at)
    select n, n % ${at(20_000)} + 1, 'like', n, n, case when n % 2 = 0 then now() end from generate_series(1, ${at(50_000)}) n`.execute(
    db,
  );
  await sql`
    insert into notifications (id, group_id, user_id, type, actor_id, tweet_id)
    select id, id, user_id, type, user_id % ${at(20_000)} + 1, tweet_id from notification_groups`.execute(db);
  await sql`analyze`.execute(db);
}
