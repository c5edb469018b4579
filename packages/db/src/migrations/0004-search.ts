import { type Kysely, sql } from 'kysely';

/**
 * Everything here is derived: `npm run search:reindex` builds it from users and tweets. The GIN indexes keep no list of
 * pending entries, which every search would have to read.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create extension if not exists pg_trgm`.execute(db);
  await tweets(db);
  await sql`
    create table search_users (
      user_id bigint primary key,
      username text not null,
      name text not null
    )`.execute(db);
  await nameIndexes(db, { table: 'search_users', columns: ['username', 'name'] });
  await sql`
    create table search_hashtags (
      id bigint primary key generated always as identity,
      hashtag text not null unique,
      name text not null,
      tweet_count integer not null
    )`.execute(db);
  await nameIndexes(db, { table: 'search_hashtags', columns: ['name'] });
}

async function tweets(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table search_tweets (
      tweet_id bigint primary key,
      author text not null,
      reply_to text,
      mentions text[] not null,
      hashtags text[] not null,
      text text not null,
      words tsvector not null,
      language text not null,
      created_at timestamptz not null,
      has_media boolean not null,
      has_links boolean not null,
      likes integer not null,
      -- Its logarithm stands in the index, so that most likes change no index.
      likes_magnitude smallint not null generated always as (floor(log(2, likes + 1))) stored,
      listed boolean not null
    ) with (fillfactor = 90)`.execute(db);
  await sql`create index search_tweets_words_idx on search_tweets using gin (words, hashtags, mentions) with (fastupdate = off)`.execute(
    db,
  );
  await sql`create index search_tweets_author_idx on search_tweets (author, tweet_id)`.execute(db);
  await sql`create index search_tweets_reply_to_idx on search_tweets (reply_to, tweet_id) where reply_to is not null`.execute(
    db,
  );
  await sql`create index search_tweets_language_idx on search_tweets (language, tweet_id)`.execute(db);
  await sql`create index search_tweets_created_at_idx on search_tweets (created_at)`.execute(db);
  await sql`create index search_tweets_likes_idx on search_tweets (likes_magnitude, tweet_id)`.execute(db);
  await sql`create index search_tweets_media_idx on search_tweets (tweet_id) where has_media`.execute(db);
  await sql`create index search_tweets_links_idx on search_tweets (tweet_id) where has_links`.execute(db);
}

/** For what begins like a text, and for what looks like it. */
async function nameIndexes(
  db: Kysely<unknown>,
  { table, columns }: { table: string; columns: string[] },
): Promise<void> {
  for (const column of columns) {
    const [name, prefix] = [sql.ref(`${table}_${column}_idx`), sql.ref(`${table}_${column}_prefix_idx`)];
    await sql`create index ${prefix} on ${sql.table(table)} (${sql.ref(column)} text_pattern_ops)`.execute(
      db,
    );
    await sql`create index ${name} on ${sql.table(table)} using gin (${sql.ref(column)} gin_trgm_ops) with (fastupdate = off)`.execute(
      db,
    );
  }
}
