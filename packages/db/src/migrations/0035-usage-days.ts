import { type Kysely, sql } from 'kysely';

/** How much the server was used on each day in UTC: who was active that day is not to be found out later. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table usage_days (
      day date primary key,
      active_users integer not null,
      new_users integer not null,
      tweets integer not null
    )`.execute(db);
}
