import { type Kysely, sql } from 'kysely';

/** How the words of tweets in the index were read, and how far they have been read again where that has changed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table search_reading (
      is_only boolean primary key default true check (is_only),
      version integer not null default 0,
      rereading integer,
      reread_up_to bigint not null default 0
    )`.execute(db);
  await sql`insert into search_reading default values`.execute(db);
}
