import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // No foreign keys: uses are derived from tweets, and forgotten once no window reaches back to them.
  await sql`
    create table tweet_hashtags (
      tweet_id bigint not null,
      hashtag text not null,
      form text not null,
      author_id bigint not null,
      created_at timestamptz not null,
      primary key (tweet_id, hashtag)
    )`.execute(db);
  await sql`create index tweet_hashtags_window_idx on tweet_hashtags (hashtag, created_at) include (author_id)`.execute(
    db,
  );
  await sql`create index tweet_hashtags_created_at_idx on tweet_hashtags (created_at)`.execute(db);
  await sql`
    create table trends (
      hashtag text primary key,
      form text not null,
      tweet_count integer not null,
      author_count integer not null,
      score double precision not null
    )`.execute(db);
  await sql`create index trends_score_idx on trends (score desc, hashtag)`.execute(db);

  await sql`
    create table popular_tweets (
      tweet_id bigint primary key,
      score double precision not null
    )`.execute(db);
  await sql`create index popular_tweets_score_idx on popular_tweets (score desc)`.execute(db);
  // Unlogged: one that a crash takes ends a walk that its reader starts again.
  await sql`
    create unlogged table feed_snapshots (
      id bigint primary key default next_id(),
      user_id bigint not null,
      items jsonb not null,
      created_at timestamptz not null default now()
    )`.execute(db);
  await sql`create index feed_snapshots_created_at_idx on feed_snapshots (created_at)`.execute(db);
}
