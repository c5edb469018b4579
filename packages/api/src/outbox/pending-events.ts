import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import type { AppEvent } from '../core/events.ts';
import { queueName } from './queue.ts';

/**
 * Events that have not had all their consequences: they wait in the outbox, or in a job that waits, runs or is to be tried
 * again. An event enters its job before it leaves the outbox, so in one snapshot it is always in one of them.
 * A job that failed at every attempt is over: what it left undone is not pending.
 */
export async function listPendingEvents(db: Database): Promise<AppEvent[]> {
  const waiting = await db.selectFrom('outbox').select('event').execute();
  // `as`: appendEvents and the relay write nothing else.
  return [...waiting.map(({ event }) => event as unknown as AppEvent), ...(await listEventsInJobs(db))];
}

async function listEventsInJobs(db: Database): Promise<AppEvent[]> {
  // The queue makes its tables when a server first starts.
  const { rows: tables } = await sql`select where to_regclass('bullmq.job') is not null`.execute(db);
  if (tables.length === 0) return [];
  const { rows } = await sql<{ event: AppEvent }>`
    select jsonb_array_elements(data -> 'events') as event from bullmq.job
    where queue = ${queueName} and state in ('waiting', 'active', 'delayed')`.execute(db);
  return rows.map(({ event }) => event);
}
