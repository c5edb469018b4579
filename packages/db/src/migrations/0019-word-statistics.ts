import { type Kysely, sql } from 'kysely';

/**
 * Of how many words Postgres knows how common they are: ten times as many. Others it takes for as common as the rarest of those,
 * and with a thousand it walked through all tweets, newest first, for a word that few have.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table search_tweets alter column words set statistics 400`.execute(db);
  await sql`analyze search_tweets (words)`.execute(db);
}
