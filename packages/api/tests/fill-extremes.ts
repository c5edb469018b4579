import type { Database } from '@dunlin/db';
import { sql } from 'kysely';

/** Who and what stands out in tables that `fillTables` filled. */
export const known = { celebrity: '9000001', popular: '10000000' };

/**
 * For each of the size: one whom 10,000 follow and 2,000 ask to, who follows 3,000, blocks and mutes 50 and wrote a thousand tweets, of which one has 10,000
 * likes, replies, retweets and quotes.
 */
export async function fillExtremes(db: Database, size = 1): Promise<void> {
  const [celebrity, popular] = [sql.raw(known.celebrity), sql.raw(known.popular)];
  const at = (count: number) => sql.lit(count * size);
  const run = (statement: ReturnType<typeof sql>) => statement.execute(db);
  await run(sql`
    insert into users (id, username, email, password_hash, display_name)
    values (${celebrity}, 'celebrity', 'celebrity@example.org', 'none', 'Celebrity')`);
  await run(sql`
    insert into follows (id, follower_id, followee_id)
    select 10000000 + n, n, ${celebrity} from generate_series(1, ${at(10_000)}) n
    union all select 12000000 + n, ${celebrity}, n from generate_series(1, 3000) n`);
  await run(sql`
    insert into follow_requests (id, follower_id, followee_id)
    select 10000000 + n, n, ${celebrity} from generate_series(${at(10_000)} + 1, ${at(12_000)}) n`);
  for (const table of ['blocks', 'mutes'])
    await run(sql`
      insert into ${sql.table(table)} select 10000000 + n, ${celebrity}, n from generate_series(15001, 15050) n`);
  await run(sql`
    insert into tweets (id, author_id, text, entities, conversation_id)
    select ${popular} + n, ${celebrity}, 'text', ${nothing}, ${popular} + n from generate_series(0, 999) n`);
  await run(sql`
    insert into tweets (id, author_id, text, entities, reply_to_id, conversation_id, quoted_id, retweet_of_id)
    select 21000000 + n, n, 'text', ${nothing}::jsonb, ${popular}, ${popular}, null::bigint, null::bigint from generate_series(1, ${at(10_000)}) n
    union all select 23000000 + n, n, 'text', ${nothing}::jsonb, null, 23000000 + n, ${popular}, null from generate_series(1, ${at(10_000)}) n
    union all select 25000000 + n, n, '', '{}'::jsonb, null, 25000000 + n, null, ${popular} from generate_series(1, ${at(10_000)}) n`);
  for (const table of ['likes', 'bookmarks'])
    await run(sql`
      insert into ${sql.table(table)} (id, user_id, tweet_id)
      select 10000000 + n, n, ${popular} from generate_series(1, ${at(10_000)}) n
      union all select 12000000 + n, ${celebrity}, n from generate_series(1, 3000) n
      union all select 13000000 + n, n + 1, ${popular} + n from generate_series(1, 999) n`);
  await run(sql`
    insert into timeline_entries (user_id, tweet_id)
    select ${celebrity}, n from generate_series(40001, 40800) n`);
  await run(sql`
    insert into notification_groups (id, user_id, type, tweet_id, last_id)
    select 10000000 + n, ${celebrity}, 'like', ${popular} + n, 10000000 + n from generate_series(0, 999) n`);
  await run(sql`
    insert into notifications (id, group_id, user_id, type, actor_id, tweet_id)
    select 10000000 + n, 10000000 + n, ${celebrity}, 'like', n + 1, ${popular} + n from generate_series(0, 999) n`);
  await run(sql`
    insert into search_tweets (tweet_id, author, mentions, hashtags, text, words, language, created_at, has_media, has_links, likes, listed)
    select id, 'user', '{}', case when id % 20 = 0 then '{flock}'::text[] else '{}' end, 'text', to_tsvector('simple', 'text'), 'und', now(), false, false, 0, true
    from tweets where id >= ${popular} and retweet_of_id is null`);
  await run(sql`update users set private = true where id between ${at(17_000)} and ${at(17_400)}`);
  await run(sql`vacuum analyze`);
}

const nothing = '{"hashtags":[],"mentions":[],"urls":[]}';
