import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  const type = sql`
    type text not null check (
      type in ('like', 'retweet', 'quote', 'reply', 'mention', 'follow', 'followRequest', 'followAccepted')
    )`;
  // What a user reads as one notification. Its id is that of its first notification, last_id that of its latest.
  await sql`
    create table notification_groups (
      id bigint primary key,
      user_id bigint not null references users (id),
      ${type},
      tweet_id bigint references tweets (id),
      last_id bigint not null,
      read_at timestamptz,
      added_xid xid8 not null default pg_current_xact_id(),
      check ((tweet_id is null) = (type in ('follow', 'followRequest', 'followAccepted')))
    )`.execute(db);
  // What is alike gathers until it is read.
  await sql`
    create unique index notification_groups_unread_key on notification_groups (user_id, type, tweet_id) nulls not distinct
      where read_at is null`.execute(db);
  await sql`create unique index notification_groups_list_key on notification_groups (user_id, last_id desc)`.execute(
    db,
  );
  await sql`create index notification_groups_added_idx on notification_groups (user_id, added_xid)`.execute(
    db,
  );
  await sql`create index notification_groups_tweet_idx on notification_groups (tweet_id) where tweet_id is not null`.execute(
    db,
  );
  await sql`create index notification_groups_read_at_idx on notification_groups (read_at) where read_at is not null`.execute(
    db,
  );
  await sql`
    create table notifications (
      id bigint primary key,
      group_id bigint not null references notification_groups (id) on delete cascade,
      user_id bigint not null references users (id),
      ${type},
      actor_id bigint not null references users (id),
      tweet_id bigint,
      created_at timestamptz not null default now(),
      check (user_id <> actor_id)
    )`.execute(db);
  // A tweet that answers, quotes or mentions someone notifies them once, whichever of these it does.
  await sql`
    create unique index notifications_key on notifications (
      user_id, actor_id, coalesce(tweet_id, 0), (case when type in ('reply', 'quote', 'mention') then 'tweet' else type end)
    )`.execute(db);
  await sql`create index notifications_group_idx on notifications (group_id, id desc)`.execute(db);
  await sql`create index notifications_actor_idx on notifications (actor_id)`.execute(db);
}
