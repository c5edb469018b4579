import { type Kysely, sql } from 'kysely';

/** Verified is a name, not an account for ever: the badge rests while the display name is another one. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table users add column verified_name text`.execute(db);
  await sql`update users set verified_name = display_name where verified and deleted_at is null`.execute(db);
  await sql`
    alter table users
      drop column verified,
      add column verified boolean not null generated always as (coalesce(display_name = verified_name, false)) stored`.execute(
    db,
  );
  await sql`create index users_resting_idx on users (id desc) where verified_name <> display_name`.execute(
    db,
  );
}
