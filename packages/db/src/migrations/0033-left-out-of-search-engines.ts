import { type Kysely, sql } from 'kysely';

/** Who does not want to be found by search engines says so; of the others, the sitemap lists the newest. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table users add column no_index boolean not null default false`.execute(db);
  await sql`create index users_indexed_idx on users (id) where is_active and not private and not no_index`.execute(
    db,
  );
}
