import { type Kysely, sql } from 'kysely';

/** What a timeline no longer has room for, a stream of it may not have read yet: it tells its reader so. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table timeline_trims (
      user_id bigint primary key references users (id) on delete cascade,
      newest_xid xid8 not null
    )`.execute(db);
}
