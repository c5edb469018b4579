import { type Kysely, sql } from 'kysely';

/** What is known of a second search index, which is outside the database and may lose what it had. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table search_replica (
      -- There is one row.
      id boolean primary key default true check (id),
      -- The generation of it that is whole, apart from what is pending.
      generation text,
      -- The one that is being filled, and how far: of which table, up to which id.
      rebuilding text,
      rebuilt_table text,
      rebuilt_up_to bigint
    )`.execute(db);
  await sql`insert into search_replica default values`.execute(db);
  await sql`
    create table search_pending (
      kind text not null check (kind in ('tweet', 'user')),
      id bigint not null,
      since timestamptz not null default now(),
      -- Counts up when what is pending changes again.
      version integer not null default 0,
      primary key (kind, id)
    )`.execute(db);
  await sql`create index search_pending_since_idx on search_pending (since)`.execute(db);
}
