import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table users
      add column private boolean not null default false,
      add column suspended_at timestamptz,
      add column is_active boolean not null generated always as (deleted_at is null and suspended_at is null) stored`.execute(
    db,
  );
  await retweetsAndQuotes(db);
  await sql`
    alter table tweet_counts
      add column retweets integer not null default 0,
      add column quotes integer not null default 0,
      add column bookmarks integer not null default 0,
      add column views integer not null default 0`.execute(db);
  await sql`
    create table bookmarks (
      id bigint not null default next_id(),
      user_id bigint not null references users (id),
      tweet_id bigint not null references tweets (id),
      created_at timestamptz not null default now(),
      primary key (user_id, tweet_id)
    )`.execute(db);
  await sql`create index bookmarks_tweet_idx on bookmarks (tweet_id)`.execute(db);
  await sql`create index bookmarks_user_list_idx on bookmarks (user_id, id desc)`.execute(db);

  await relation(db, { table: 'follow_requests', from: 'follower_id', to: 'followee_id' });
  await sql`create index follow_requests_list_idx on follow_requests (followee_id, id desc)`.execute(db);
  await relation(db, { table: 'blocks', from: 'blocker_id', to: 'blocked_id' });
  await sql`create index blocks_blocked_idx on blocks (blocked_id)`.execute(db);
  await sql`create index blocks_list_idx on blocks (blocker_id, id desc)`.execute(db);
  await relation(db, { table: 'mutes', from: 'muter_id', to: 'muted_id' });
  await sql`create index mutes_muted_idx on mutes (muted_id)`.execute(db);
  await sql`create index mutes_list_idx on mutes (muter_id, id desc)`.execute(db);
}

/** A retweet is a tweet without text that repeats another, so timelines treat it as any. */
async function retweetsAndQuotes(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table tweets
      add column retweet_of_id bigint references tweets (id),
      add column quoted_id bigint references tweets (id),
      add check (retweet_of_id is null or (reply_to_id is null and quoted_id is null and text = ''))`.execute(
    db,
  );
  await sql`
    create unique index tweets_retweet_key on tweets (author_id, retweet_of_id)
      where retweet_of_id is not null and deleted_at is null`.execute(db);
  await sql`
    create index tweets_retweets_idx on tweets (retweet_of_id, id desc)
      where retweet_of_id is not null and deleted_at is null`.execute(db);
  await sql`
    create index tweets_quotes_idx on tweets (quoted_id, id desc)
      where quoted_id is not null and deleted_at is null`.execute(db);
}

/** How one user stands to another. */
async function relation(
  db: Kysely<unknown>,
  { table, from, to }: { table: string; from: string; to: string },
): Promise<void> {
  await sql`
    create table ${sql.table(table)} (
      id bigint not null default next_id(),
      ${sql.ref(from)} bigint not null references users (id),
      ${sql.ref(to)} bigint not null references users (id),
      created_at timestamptz not null default now(),
      primary key (${sql.ref(from)}, ${sql.ref(to)}),
      check (${sql.ref(from)} <> ${sql.ref(to)})
    )`.execute(db);
}
