import { type Kysely, sql } from 'kysely';

/** Jobs stand here until they are done, so that the queue, which may be a Redis, can lose what it holds. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table jobs (
      id text primary key,
      name text not null,
      events jsonb not null,
      created_at timestamptz not null default now(),
      failed_at timestamptz,
      reason text
    ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000)`.execute(db);
  await sql`create index jobs_failed_idx on jobs (failed_at) where failed_at is not null`.execute(db);
  await adoptQueued(db);
}

/** Those that an earlier version left to the queue alone. A failed one goes from there: it is put in anew when retried. */
async function adoptQueued(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql`select where to_regclass('bullmq.job') is not null`.execute(db);
  if (rows.length === 0) return;
  await sql`
    insert into jobs (id, name, events, failed_at, reason)
    select id, name, data -> 'events', case when state = 'failed' then now() end, failed_reason
    from bullmq.job
    where queue = 'dunlin' and state in ('waiting', 'active', 'delayed', 'failed')
      and jsonb_array_length(data -> 'events') > 0`.execute(db);
  await sql`delete from bullmq.job where queue = 'dunlin' and state = 'failed'`.execute(db);
}
