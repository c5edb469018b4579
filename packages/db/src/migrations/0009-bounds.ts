import { type Kysely, sql } from 'kysely';

/** What keeps reads and jobs bounded, and what admins do theirs to undo. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index feed_snapshots_user_idx on feed_snapshots (user_id, id)`.execute(db);
  await sql`create index search_tweets_unlisted_idx on search_tweets (author, tweet_id) where not listed`.execute(
    db,
  );
  await sql`create index reports_account_idx on reports (user_id) where tweet_id is null`.execute(db);
  await sql`
    alter table users
      add column suspended_by_admin boolean not null default false,
      add check (suspended_at is not null or not suspended_by_admin)`.execute(db);
}
