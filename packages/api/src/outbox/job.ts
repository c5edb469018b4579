import type { Database, Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import type { AppEvent } from '../core/events.ts';

/** Events for one consumer. It stands in `jobs` from the transaction that took its events out of the outbox until it is done. */
export interface Job {
  /** Begins with the name; the same for the same events. */
  id: string;
  /** Of its consumer. */
  name: string;
  events: AppEvent[];
}

export async function insertJobs(trx: Transaction, jobs: readonly Job[]): Promise<void> {
  await trx
    .insertInto('jobs')
    .values(jobs.map(({ id, name, events }) => ({ id, name, events: JSON.stringify(events) })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** It is done. */
export async function deleteJob(db: Database, id: string): Promise<void> {
  await db.deleteFrom('jobs').where('id', '=', id).execute();
}

/** Gives each event of a job one of its own. */
export async function splitJob(db: Database, { id, name, events }: Job): Promise<Job[]> {
  const parts = events.map((event, index) => ({ id: `${id}-${index}`, name, events: [event] }));
  await db.transaction().execute(async (trx) => {
    await deleteJob(trx, id);
    await insertJobs(trx, parts);
  });
  return parts;
}

/** The ids of jobs that are neither done nor failed, in their order after one of them. */
export async function listJobIds(
  db: Database,
  { after, olderThanMs, limit }: { after: string; olderThanMs: number; limit: number },
): Promise<string[]> {
  const rows = await db
    .selectFrom('jobs')
    .select('id')
    .where('failedAt', 'is', null)
    .where('createdAt', '<=', sql<Date>`now() - make_interval(secs => ${olderThanMs / 1000}::float8)`)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** Those of these jobs that are neither done nor failed. */
export async function listJobs(db: Database, ids: readonly string[]): Promise<Job[]> {
  const rows = await db
    .selectFrom('jobs')
    .select(['id', 'name', 'events'])
    .where('id', '=', sql<string>`any(${ids}::text[])`)
    .where('failedAt', 'is', null)
    .execute();
  // `as`: insertJobs writes nothing else.
  return rows.map((row) => ({ ...row, events: row.events as unknown as AppEvent[] }));
}
