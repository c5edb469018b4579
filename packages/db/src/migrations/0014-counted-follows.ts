import { type Kysely, sql } from 'kysely';

/** A follow is not counted while one of its two is suspended; of those who are, the events have it found out. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table follows add column counted boolean not null default true`.execute(db);
  await sql`
    insert into outbox (event)
    select jsonb_build_object('type', 'user.suspended', 'userId', id::text)
    from users where suspended_at is not null and deleted_at is null`.execute(db);
}
