import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // `receiving` is an upload that has not ended: it holds its share of the quota, and nobody sees it. `token` stands in the
  // URLs: whoever has one of them may read the media without signing in.
  await sql`
    create table media (
      id bigint primary key default next_id(),
      owner_id bigint not null references users (id),
      token uuid not null default gen_random_uuid(),
      kind text check (kind in ('image', 'gif', 'video')),
      content_type text,
      status text not null default 'receiving' check (status in ('receiving', 'processing', 'ready', 'failed')),
      failure text check ((failure is not null) = (status = 'failed')),
      received_bytes bigint not null,
      bytes bigint not null,
      alt_text text,
      width integer,
      height integer,
      duration_ms integer,
      blurhash text,
      processing text check (processing in ('transcoded', 'remuxed')),
      variants jsonb not null default '[]',
      tweet_id bigint references tweets (id),
      position smallint,
      created_at timestamptz not null default now(),
      deleted_at timestamptz,
      check ((tweet_id is null) = (position is null)),
      check (status = 'receiving' or (kind is not null and content_type is not null))
    )`.execute(db);
  await sql`create index media_owner_idx on media (owner_id) include (bytes) where deleted_at is null`.execute(
    db,
  );
  await sql`create unique index media_tweet_key on media (tweet_id, position) where tweet_id is not null`.execute(
    db,
  );
  // What garbage collection looks through.
  await sql`create index media_unused_idx on media (id) where tweet_id is null or deleted_at is not null`.execute(
    db,
  );
}
