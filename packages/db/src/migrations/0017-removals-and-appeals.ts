import { type Kysely, sql } from 'kysely';

/** Why a moderator removed a tweet, which its author is told, and what those say who do not agree. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table tweets
      add column removal_reason text,
      add check (removal_reason is null or deleted_at is not null)`.execute(db);
  await sql`
    create index tweets_removed_idx on tweets (author_id, id desc) where removal_reason is not null`.execute(
    db,
  );
  // Of a tweet that was removed, or of the suspension of the account.
  await sql`
    create table appeals (
      id bigint primary key default next_id(),
      user_id bigint not null references users (id),
      tweet_id bigint references tweets (id),
      text text not null,
      created_at timestamptz not null default now(),
      resolved_at timestamptz,
      resolver_id bigint references users (id),
      action text check (action in ('grant', 'refuse')),
      note text,
      check ((resolved_at is null) = (action is null) and (resolved_at is not null or resolver_id is null))
    )`.execute(db);
  await sql`
    alter table audit_log drop constraint audit_log_subject_type_check,
      add constraint audit_log_subject_type_check check (subject_type in ('user', 'tweet', 'report', 'appeal'))`.execute(
    db,
  );
  await sql`create index appeals_queue_idx on appeals (id) where resolved_at is null`.execute(db);
  await sql`create index appeals_resolved_idx on appeals (id desc) where resolved_at is not null`.execute(db);
  await sql`create index appeals_subject_idx on appeals (user_id, tweet_id, id desc)`.execute(db);
}
