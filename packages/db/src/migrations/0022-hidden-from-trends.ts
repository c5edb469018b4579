import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table hidden_hashtags (
      id bigint primary key default next_id(),
      -- As normalizeHashtag writes it.
      hashtag text not null unique,
      hidden_at timestamptz not null default now()
    )`.execute(db);
  await sql`alter table tweets add column hidden_from_trends boolean not null default false`.execute(db);
  await sql`
    alter table audit_log drop constraint audit_log_subject_type_check,
      add constraint audit_log_subject_type_check check (subject_type in ('user', 'tweet', 'report', 'appeal', 'hashtag'))`.execute(
    db,
  );
}
