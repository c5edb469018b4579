import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import { queueName } from './queue.ts';

/** What waits to be done. Ages are in seconds, and undefined when nothing waits. */
export interface Backlog {
  /** Jobs by state; those that have succeeded are not kept. */
  jobs: Record<JobState, number>;
  /** How long ago the job that has waited longest could have run. */
  oldestJobAge: number | undefined;
  /** Events that the relay has not made jobs of. */
  events: number;
  oldestEventAge: number | undefined;
}

type JobState = 'waiting' | 'active' | 'delayed' | 'failed';

/** Counts end here: further than this, to know how much further is worth no reading of so many rows. */
const maxCounted = 100_000;

export async function measureBacklog(db: Database): Promise<Backlog> {
  const { rows } = await sql<Measured>`
    select
      ${countJobs('waiting')} as waiting, ${countJobs('active')} as active,
      ${countJobs('delayed')} as delayed, ${countJobs('failed')} as failed,
      (select extract(epoch from clock_timestamp()) - min(added_at_ms + delay_ms) / 1000.0
        from bullmq.job where queue = ${queueName} and state = 'waiting')::float8 as "oldestJobAge",
      (select count(*) from (select from outbox limit ${sql.lit(maxCounted)}) as counted)::int as events,
      (select extract(epoch from clock_timestamp() - min(created_at)) from outbox)::float8 as "oldestEventAge"
  `.execute(db);
  const [measured] = rows;
  if (!measured) throw new Error('a select without a table has one row');
  const { waiting, active, delayed, failed, events, oldestJobAge, oldestEventAge } = measured;
  return {
    jobs: { waiting, active, delayed, failed },
    events,
    oldestJobAge: oldestJobAge ?? undefined,
    oldestEventAge: oldestEventAge ?? undefined,
  };
}

function countJobs(state: JobState) {
  return sql`(select count(*) from (
    select from bullmq.job where queue = ${queueName} and state = ${sql.lit(state)} limit ${sql.lit(maxCounted)}
  ) as counted)::int`;
}

type Measured = Record<JobState | 'events', number> &
  Record<'oldestJobAge' | 'oldestEventAge', number | null>;
