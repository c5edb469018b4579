import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create sequence id_sequence as bigint cycle maxvalue 4194303 minvalue 0 cache 1`.execute(db);
  // 42 bits of milliseconds since 2024-01-01T00:00:00Z, then 22 bits of sequence: sorts by time, needs no coordination.
  await sql`
    create function next_id() returns bigint language sql volatile parallel unsafe as $$
      select ((extract(epoch from clock_timestamp()) * 1000)::bigint - 1704067200000) << 22 | nextval('id_sequence')
    $$`.execute(db);

  await users(db);
  await sessions(db);
  await tweets(db);
  await likes(db);
  await timelines(db);
  await outbox(db);
}

async function users(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table users (
      id bigint primary key default next_id(),
      username text not null,
      email text,
      password_hash text,
      display_name text not null,
      bio text not null default '',
      location text not null default '',
      website text,
      avatar_url text,
      banner_url text,
      verified boolean not null default false,
      role text not null default 'user' check (role in ('user', 'moderator', 'admin')),
      merged_at_read boolean not null default false,
      created_at timestamptz not null default now(),
      deleted_at timestamptz,
      check (deleted_at is not null or (email is not null and password_hash is not null))
    )`.execute(db);
  await sql`create unique index users_username_key on users (lower(username))`.execute(db);
  await sql`create unique index users_email_key on users (lower(email))`.execute(db);
  await sql`create index users_merged_at_read_idx on users (id) where merged_at_read`.execute(db);
  await counterSlots(db, {
    table: 'user_counts',
    owner: 'user_id',
    counters: ['tweets', 'followers', 'following'],
  });
  await sql`
    create table follows (
      id bigint not null default next_id(),
      follower_id bigint not null references users (id),
      followee_id bigint not null references users (id),
      created_at timestamptz not null default now(),
      primary key (follower_id, followee_id),
      check (follower_id <> followee_id)
    )`.execute(db);
  await sql`create index follows_followee_idx on follows (followee_id, follower_id)`.execute(db);
  await sql`create index follows_followers_list_idx on follows (followee_id, id desc)`.execute(db);
  await sql`create index follows_following_list_idx on follows (follower_id, id desc)`.execute(db);
}

async function sessions(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table sessions (
      id bigint primary key default next_id(),
      user_id bigint not null references users (id),
      token_hash bytea not null unique,
      user_agent text,
      ip_address text,
      created_at timestamptz not null default now(),
      last_used_at timestamptz not null default now(),
      expires_at timestamptz not null
    )`.execute(db);
  await sql`create index sessions_user_idx on sessions (user_id, id desc)`.execute(db);
  await sql`create index sessions_expires_at_idx on sessions (expires_at)`.execute(db);
  await sql`
    create table used_refresh_tokens (
      token_hash bytea primary key,
      session_id bigint not null references sessions (id) on delete cascade,
      used_at timestamptz not null default now()
    )`.execute(db);
  await sql`create index used_refresh_tokens_used_at_idx on used_refresh_tokens (used_at)`.execute(db);
  await sql`create index used_refresh_tokens_session_idx on used_refresh_tokens (session_id)`.execute(db);
  await sql`
    create table idempotency_keys (
      scope text not null,
      key text not null,
      request_hash bytea not null,
      answer text,
      created_at timestamptz not null default now(),
      primary key (scope, key)
    )`.execute(db);
  await sql`create index idempotency_keys_created_at_idx on idempotency_keys (created_at)`.execute(db);
}

async function tweets(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table tweets (
      id bigint primary key default next_id(),
      author_id bigint not null references users (id),
      text text not null,
      entities jsonb not null,
      reply_to_id bigint references tweets (id),
      conversation_id bigint not null,
      created_at timestamptz not null default now(),
      edited_at timestamptz,
      deleted_at timestamptz,
      added_xid xid8 not null default pg_current_xact_id()
    )`.execute(db);
  await sql`create index tweets_author_idx on tweets (author_id, id desc) where deleted_at is null`.execute(
    db,
  );
  await sql`create index tweets_replies_idx on tweets (reply_to_id, id desc) where deleted_at is null`.execute(
    db,
  );
  // Tells a timeline that is short because tweets were deleted from one that lost entries.
  await sql`create index tweets_deleted_idx on tweets (author_id, id desc) where deleted_at is not null`.execute(
    db,
  );
  await sql`create index tweets_conversation_idx on tweets (conversation_id, id)`.execute(db);
  await sql`create index tweets_conversation_added_idx on tweets (conversation_id, added_xid)`.execute(db);
  await sql`
    create table tweet_versions (
      tweet_id bigint not null references tweets (id),
      version integer not null,
      text text not null,
      entities jsonb not null,
      created_at timestamptz not null,
      primary key (tweet_id, version)
    )`.execute(db);
  await counterSlots(db, { table: 'tweet_counts', owner: 'tweet_id', counters: ['replies', 'likes'] });
}

async function likes(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table likes (
      id bigint not null default next_id(),
      user_id bigint not null references users (id),
      tweet_id bigint not null references tweets (id),
      created_at timestamptz not null default now(),
      primary key (user_id, tweet_id)
    )`.execute(db);
  await sql`create index likes_tweet_idx on likes (tweet_id, id desc)`.execute(db);
  await sql`create index likes_user_list_idx on likes (user_id, id desc)`.execute(db);
}

async function timelines(db: Kysely<unknown>): Promise<void> {
  // No foreign keys: entries are derived, rebuilt from tweets and follows, and written by the thousand.
  await sql`
    create table timeline_entries (
      user_id bigint not null,
      tweet_id bigint not null,
      added_xid xid8 not null default pg_current_xact_id(),
      primary key (user_id, tweet_id)
    )`.execute(db);
  await sql`
    create view home_timeline as
      select user_id, tweet_id, added_xid from timeline_entries
      union all
      select follows.follower_id, tweets.id,
        case when tweets.created_at < follows.created_at then '0'::xid8 else tweets.added_xid end
      from follows
      join users on users.id = follows.followee_id and users.merged_at_read
      -- No tweet beyond an author's newest 800 is among the newest 800 of a timeline.
      cross join lateral (
        select id, created_at, added_xid from tweets
        where author_id = users.id and deleted_at is null
        order by id desc limit 800
      ) as tweets`.execute(db);
}

async function outbox(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table outbox (
      id bigint primary key default next_id(),
      event jsonb not null,
      created_at timestamptz not null default now()
    ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000)`.execute(db);
}

/** A counter spread over slots so that concurrent writers do not wait for one row; its value is the sum. */
async function counterSlots(
  db: Kysely<unknown>,
  { table, owner, counters }: { table: string; owner: string; counters: string[] },
): Promise<void> {
  const columns = counters.map((name) => sql`${sql.ref(name)} integer not null default 0`);
  await sql`
    create table ${sql.table(table)} (
      ${sql.ref(owner)} bigint not null,
      slot smallint not null,
      ${sql.join(columns)},
      primary key (${sql.ref(owner)}, slot)
    ) with (fillfactor = 70)`.execute(db);
}
