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
  // Of versions from before there is none: it was not kept.
  await sql`alter table tweet_versions add column alt_texts jsonb not null default '[]'`.execute(db);
}
