import { type Kysely, sql } from 'kysely';

/** An account that is deleted appeals no longer: what is open of those before is closed as it is from now on. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    update appeals set resolved_at = now(), action = 'refuse'
    from users where users.id = user_id and users.deleted_at is not null and resolved_at is null`.execute(db);
}
