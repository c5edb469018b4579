import { type Kysely, sql } from 'kysely';

/** By which transaction search came to find a tweet, so that who follows a search is told of each once. What stands is old. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // A constant that it then no longer is: else all rows were written anew.
  await sql`alter table search_tweets add column added_xid xid8 not null default '0'`.execute(db);
  await sql`alter table search_tweets alter column added_xid set default pg_current_xact_id()`.execute(db);
  await sql`create index search_tweets_added_idx on search_tweets (added_xid)`.execute(db);
}
