import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import type { AppEvent } from '../core/events.ts';
import type { Position } from '../core/pagination.ts';
import type { Job } from './job.ts';

/** A job that failed at every attempt; kept until retried. */
export interface FailedJob extends Job {
  /** Of its latest failure. */
  failureId: string;
  reason: string;
  failedAt: string;
}

/** Marks it as failed, and inserts it where an earlier version had left it to the queue alone. */
export async function failJob(db: Database, { id, name, events }: Job, reason: string): Promise<void> {
  const failure = { failedAt: sql<Date>`now()`, failureId: sql<string>`next_id()`, reason };
  await db
    .insertInto('jobs')
    .values({ id, name, events: JSON.stringify(events), ...failure })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(failure))
    .execute();
}

const newest: Position = { last: undefined, limit: 1_000 };

/** Latest first; the newest thousand, unless told otherwise. */
export async function listFailedJobs(db: Database, { last, limit } = newest): Promise<FailedJob[]> {
  const rows = await db
    .selectFrom('jobs')
    .select(['id', 'name', 'events', 'reason', 'failedAt', 'failureId'])
    .where('failedAt', 'is not', null)
    .$if(last !== undefined, (query) => query.where('failureId', '<', last ?? ''))
    .orderBy('failureId', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ failedAt, reason, events, ...row }) => ({
    ...row,
    events: events as unknown as AppEvent[], // `as`: insertJobs writes nothing else.
    reason: reason ?? '',
    failedAt: failedAt?.toISOString() ?? '',
  }));
}

/** Has all of them, or those of some failures, tried again as soon as a server finds them. @returns which. */
export async function retryFailedJobs(db: Database, failureIds?: readonly string[]): Promise<RetriedJob[]> {
  return db
    .updateTable('jobs')
    .set({ failedAt: null, reason: null })
    .where('failedAt', 'is not', null)
    .$if(failureIds !== undefined, (query) =>
      query.where('failureId', '=', sql<string>`any(${failureIds}::bigint[])`),
    )
    .returning(['failureId', 'name'])
    .execute();
}

export type RetriedJob = Pick<FailedJob, 'failureId' | 'name'>;
