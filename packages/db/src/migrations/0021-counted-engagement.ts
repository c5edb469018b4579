import { type Kysely, sql } from 'kysely';

/**
 * What a suspended user did with tweets is not counted, and the row says so; of those who are suspended, the events have it found
 * out. Null for all others: a null takes no room in a row.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of ['likes', 'bookmarks', 'tweets'])
    await sql`alter table ${sql.table(table)} add column uncounted_at timestamptz`.execute(db);
  await sql`
    insert into outbox (event)
    select jsonb_build_object('type', 'user.suspended', 'userId', id::text)
    from users where suspended_at is not null and deleted_at is null`.execute(db);
}
