import { type Kysely, sql } from 'kysely';

/**
 * Moderators look for accounts by any part of a name, suspended and deleted ones too, which search does not have; and authors are
 * notified of what was removed, which names nobody: it is as if they were told by themselves.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create index users_names_idx on users using gin (username gin_trgm_ops, display_name gin_trgm_ops)
    with (fastupdate = off)`.execute(db);
  for (const table of ['notification_groups', 'notifications'])
    await replaceCheck(db, {
      table,
      constraint: `${table}_type_check`,
      condition: sql`type in (
        'like', 'retweet', 'quote', 'reply', 'mention', 'edit', 'follow', 'followRequest', 'followAccepted', 'removal'
      )`,
    });
  await replaceCheck(db, {
    table: 'notifications',
    constraint: 'notifications_check',
    condition: sql`user_id <> actor_id or type = 'removal'`,
  });
}

async function replaceCheck(
  db: Kysely<unknown>,
  { table, constraint, condition }: { table: string; constraint: string; condition: ReturnType<typeof sql> },
): Promise<void> {
  await sql`
    alter table ${sql.table(table)} drop constraint ${sql.ref(constraint)},
      add constraint ${sql.ref(constraint)} check (${condition})`.execute(db);
}
