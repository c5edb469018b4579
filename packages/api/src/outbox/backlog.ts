import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import type { Backlog } from '../core/backlog.ts';
import type { JobQueue } from './queue/job-queue.ts';

/** Counts end here: further than this, to know how much further is worth no reading of so many rows. */
const maxCounted = 100_000;
/** Whoever asks does not wait longer for the queue. */
const queueTimeoutMs = 300;

export async function measureBacklog(db: Database, queue: JobQueue): Promise<Backlog> {
  const [{ rows }, queued] = await Promise.all([measureTables(db), countQueued(queue)]);
  const [measured] = rows;
  if (!measured) throw new Error('a select without a table has one row');
  const { undone, failed, events, oldestJobAges, oldestEventAge } = measured;
  const ages = Object.values(oldestJobAges);
  return {
    jobs: { waiting: undone, active: 0, delayed: 0, ...queued, failed },
    events,
    oldestJobAge: ages.length > 0 ? Math.max(...ages) : undefined,
    oldestJobAges,
    oldestEventAge: oldestEventAge ?? undefined,
  };
}

function measureTables(db: Database) {
  const count = (from: ReturnType<typeof sql>) =>
    sql`(select count(*) from (select from ${from} limit ${sql.lit(maxCounted)}) as counted)::int`;
  const age = (from: ReturnType<typeof sql>) =>
    sql`(select extract(epoch from clock_timestamp() - min(created_at)) from ${from})::float8`;
  return sql<Measured>`
    select
      ${count(sql`jobs where failed_at is null`)} as undone,
      ${count(sql`jobs where failed_at is not null`)} as failed,
      (select coalesce(jsonb_object_agg(name, age), '{}') from (
        select name, extract(epoch from clock_timestamp() - min(created_at))::float8 as age
        from jobs where failed_at is null group by name) as ages) as "oldestJobAges",
      ${count(sql`outbox`)} as events,
      ${age(sql`outbox`)} as "oldestEventAge"
  `.execute(db);
}

async function countQueued(queue: JobQueue) {
  return Promise.race([
    queue.count().catch(() => undefined),
    delay(queueTimeoutMs, undefined, { ref: false }),
  ]);
}

type Measured = Record<'undone' | 'failed' | 'events', number> &
  Record<'oldestEventAge', number | null> & { oldestJobAges: Record<string, number> };
