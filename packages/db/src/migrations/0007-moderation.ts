import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await users(db);
  await reports(db);
  await auditLog(db);
}

async function users(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table users
      add column suspended_until timestamptz,
      add column suspension_reason text,
      add check (suspended_at is not null or (suspended_until is null and suspension_reason is null))`.execute(
    db,
  );
  await sql`create index users_suspended_idx on users (id) where suspended_at is not null`.execute(db);
  await sql`
    create index users_suspended_until_idx on users (suspended_until) where suspended_until is not null`.execute(
    db,
  );
  await sql`create index users_staff_idx on users (role, id) where role <> 'user'`.execute(db);
}

async function reports(db: Kysely<unknown>): Promise<void> {
  // The subject is the tweet if there is one, whose author the user then is; content is what it was when it was reported.
  await sql`
    create table reports (
      id bigint primary key default next_id(),
      reporter_id bigint not null references users (id),
      user_id bigint not null references users (id),
      tweet_id bigint references tweets (id),
      reason text not null,
      comment text,
      content jsonb not null,
      created_at timestamptz not null default now(),
      resolved_at timestamptz,
      resolver_id bigint references users (id),
      action text check (action in ('dismiss', 'removeTweet', 'suspendUser')),
      note text,
      check ((resolved_at is null) = (action is null) and (resolved_at is null) = (resolver_id is null))
    )`.execute(db);
  await sql`
    create unique index reports_open_key on reports (reporter_id, user_id, tweet_id) nulls not distinct
      where resolved_at is null`.execute(db);
  await sql`create index reports_queue_idx on reports (id) where resolved_at is null`.execute(db);
  await sql`create index reports_resolved_idx on reports (id desc) where resolved_at is not null`.execute(db);
  await sql`create index reports_user_idx on reports (user_id, id)`.execute(db);
  await sql`create index reports_tweet_idx on reports (tweet_id, id) where tweet_id is not null`.execute(db);
}

async function auditLog(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table audit_log (
      id bigint primary key default next_id(),
      actor_id bigint references users (id),
      action text not null,
      subject_type text not null check (subject_type in ('user', 'tweet', 'report')),
      subject_id bigint not null,
      details jsonb not null,
      ip_address text,
      request_id text,
      created_at timestamptz not null default now()
    )`.execute(db);
  await sql`create index audit_log_actor_idx on audit_log (actor_id, id desc)`.execute(db);
  await sql`create index audit_log_subject_idx on audit_log (subject_id, id desc)`.execute(db);
  await sql`create index audit_log_action_idx on audit_log (action, id desc)`.execute(db);
  await sql`
    create function refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception '% only grows: its rows are neither changed nor removed', tg_table_name;
      end
    $$`.execute(db);
  await sql`
    create trigger audit_log_only_grows before update or delete or truncate on audit_log
      for each statement execute function refuse_change()`.execute(db);
}
