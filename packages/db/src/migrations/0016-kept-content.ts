import { type Kysely, sql } from 'kysely';

/**
 * What a deleted tweet said and showed is kept for a time (see 0024-moderation.md); `kept` says of which there is something left
 * to forget. What media take of the quota, they take until their bytes are gone.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table tweets
      add column deleted_by bigint references users (id),
      add column kept boolean not null default false,
      add check (not kept or deleted_at is not null)`.execute(db);
  await sql`create index tweets_kept_idx on tweets (deleted_at) where kept`.execute(db);
  await sql`alter table reports add column additions jsonb not null default '[]'`.execute(db);
  await sql`
    update reports set content = jsonb_set(content, '{tweet}', content -> 'tweet' || jsonb_build_object(
      'createdAt', to_char(tweets.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'editedAt', null, 'media', '[]'::jsonb, 'quoted', null, 'history', '[]'::jsonb))
    from tweets where tweets.id = reports.tweet_id`.execute(db);
  await sql`drop index media_owner_idx`.execute(db);
  await sql`
    create index media_owner_idx on media (owner_id) include (bytes)
      where deleted_at is null or tweet_id is not null`.execute(db);
}
