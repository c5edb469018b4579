import { type Kysely, sql } from 'kysely';

/** Few at any time, among all media there are. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index media_unprocessed_idx on media (id) where status = 'processing'`.execute(db);
}
