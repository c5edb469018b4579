import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // How often an account has ended the addresses of its media; without a row, never.
  await sql`
    create table media_epochs (
      owner_id bigint primary key references users (id),
      epoch integer not null
    )`.execute(db);
  // What addresses are made with, which stands in none. `token`, which stood in them, means nothing any more; servers of the
  // version before read it while this one starts.
  await sql`alter table media add column address_key uuid not null default gen_random_uuid()`.execute(db);
}
