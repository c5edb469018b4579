import { type Kysely, sql } from 'kysely';

/** Each search asks whom the viewer follows of the few who are private. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index users_private_idx on users (id) where is_active and private`.execute(db);
}
