import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import type { AppEvent } from '../core/events.ts';
import type { Job } from './job.ts';

/** A job that failed at every attempt; kept until retried. */
export interface FailedJob extends Job {
  reason: string;
  failedAt: string;
}

/** Marks it as failed, and inserts it where an earlier version had left it to the queue alone. */
export async function failJob(db: Database, { id, name, events }: Job, reason: string): Promise<void> {
  const failure = { failedAt: sql<Date>`now()`, reason };
  await db
    .insertInto('jobs')
    .values({ id, name, events: JSON.stringify(events), ...failure })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(failure))
    .execute();
}

export async function listFailedJobs(db: Database): Promise<FailedJob[]> {
  const rows = await db
    .selectFrom('jobs')
    .select(['id', 'name', 'events', 'reason', 'failedAt'])
    .where('failedAt', 'is not', null)
    .orderBy('failedAt')
    .execute();
  return rows.map(({ failedAt, reason, events, ...row }) => ({
    ...row,
    events: events as unknown as AppEvent[], // `as`: insertJobs writes nothing else.
    reason: reason ?? '',
    failedAt: failedAt?.toISOString() ?? '',
  }));
}

/** Has them tried again as soon as a server finds them. @returns how many. */
export async function retryFailedJobs(db: Database): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('jobs')
    .set({ failedAt: null, reason: null })
    .where('failedAt', 'is not', null)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}
