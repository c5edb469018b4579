import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import type { AppEvent } from '../core/events.ts';
import type { Job } from './job.ts';

/** A job that failed at every attempt; kept until retried. */
export interface FailedJob extends Job {
  reason: string;
  failedAt: string;
}

export async function failJob(db: Database, id: string, reason: string): Promise<void> {
  await db.updateTable('jobs').set({ failedAt: sql`now()`, reason }).where('id', '=', id).execute();
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
