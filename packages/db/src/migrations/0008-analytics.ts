import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table tweet_impressions_daily (
      tweet_id bigint not null,
      day date not null,
      author_id bigint not null,
      impressions integer not null,
      primary key (tweet_id, day)
    ) with (fillfactor = 80)`.execute(db);
  await sql`create index tweet_impressions_daily_author_idx on tweet_impressions_daily (author_id, day)`.execute(
    db,
  );
}
