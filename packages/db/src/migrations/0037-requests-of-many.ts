import { type Kysely, sql } from 'kysely';

/**
 * A private account may have thousands of requests, of which a sample of a table of few accounts knows nothing: whether one user has asked
 * another was looked for among all that the other has. It is looked for by both from the next analyze on.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table follow_requests alter followee_id set (n_distinct = -0.01)`.execute(db);
}
