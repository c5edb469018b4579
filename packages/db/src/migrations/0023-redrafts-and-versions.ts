import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // What a deleted tweet showed before a later one of its author took it, as it was: reports of the deleted one still show it.
  await sql`
    create table redrafted_media (
      tweet_id bigint not null references tweets (id),
      media_id bigint not null references media (id) on delete cascade,
      position smallint not null,
      alt_text text,
      primary key (tweet_id, media_id)
    )`.execute(db);
  await sql`create index redrafted_media_media_idx on redrafted_media (media_id)`.execute(db);
  // Of versions from before there is no alt text: it was not kept. `kept` says of which removed ones there is something left.
  await sql`
    alter table tweet_versions add column alt_texts jsonb not null default '[]',
      add column removed_at timestamptz,
      add column kept boolean not null default false,
      add check (not kept or removed_at is not null)`.execute(db);
  await sql`create index tweet_versions_kept_idx on tweet_versions (removed_at) where kept`.execute(db);
}
