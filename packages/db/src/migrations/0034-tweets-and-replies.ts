import { type Kysely, sql } from 'kysely';

/** What somebody wrote can be read without their replies, and those alone, however many there are of the other. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create index tweets_author_replies_idx on tweets (author_id, id desc)
    where deleted_at is null and reply_to_id is not null`.execute(db);
  await sql`
    create index tweets_author_rest_idx on tweets (author_id, id desc)
    where deleted_at is null and reply_to_id is null`.execute(db);
}
