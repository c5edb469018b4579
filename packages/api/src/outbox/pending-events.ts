import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import type { AppEvent } from '../core/events.ts';
import type { ConsumerTable } from './consumer.ts';
import { knownEvents } from './events.ts';

/**
 * Events that have not had all their consequences: they wait in the outbox, or in a job that is not done. An event enters its
 * jobs in the transaction that takes it out of the outbox. A job that failed at every attempt is over: what it left undone is
 * not pending.
 */
export async function listPendingEvents(db: Database): Promise<AppEvent[]> {
  const { rows } = await sql<{ event: AppEvent }>`
    select event from outbox
    union all
    select jsonb_array_elements(events) from jobs where failed_at is null`.execute(db);
  return rows.map(({ event }) => event);
}

/** Whether there is such an event; those that only a newer process knows do not count. */
export async function hasPendingEvents(db: Database, consumers: ConsumerTable): Promise<boolean> {
  const { rows } = await sql<{ pending: boolean }>`
    select exists (${knownEvents(db, consumers)})
      or exists (select from jobs where failed_at is null) as pending`.execute(db);
  return rows[0]?.pending ?? false;
}
