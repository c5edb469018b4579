import type { Database, Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import type { AppEvent } from '../core/events.ts';
import type { ConsumerTable } from './consumer.ts';

export interface StoredEvent {
  id: string;
  event: AppEvent;
}

/**
 * Takes events out of the outbox, with the transaction; passes over what another has taken. It takes from both ends, the oldest and
 * the newest, so that after a standstill what is written now does not wait for all that was written then.
 */
export async function takeEvents(trx: Transaction, look: Look): Promise<StoredEvent[]> {
  const rows = await trx
    .with('oldest', () => eventsFrom(trx, 'asc', look).forUpdate().skipLocked())
    .with('newest', () => eventsFrom(trx, 'desc', look).forUpdate().skipLocked())
    .deleteFrom('outbox')
    .where('id', 'in', (query) =>
      query.selectFrom('oldest').select('id').union(query.selectFrom('newest').select('id')),
    )
    .returning(['id', 'event'])
    .execute();
  return rows.map(toStored).sort((one, other) => (BigInt(one.id) < BigInt(other.id) ? -1 : 1));
}

/** Takes one of them, unless another has. */
export async function takeEvent(trx: Transaction, id: string): Promise<StoredEvent | undefined> {
  const row = await trx
    .deleteFrom('outbox')
    .where('id', 'in', (query) =>
      query.selectFrom('outbox').select('id').where('id', '=', id).forUpdate().skipLocked(),
    )
    .returning(['id', 'event'])
    .executeTakeFirst();
  return row && toStored(row);
}

/** The ids of events that takeEvents would take. */
export async function listEventIds(db: Database, look: Look): Promise<string[]> {
  const ends = (['asc', 'desc'] as const).map((direction) => eventsFrom(db, direction, look).execute());
  return [...new Set((await Promise.all(ends)).flat().map(({ id }) => id))];
}

function eventsFrom(db: Database, direction: 'asc' | 'desc', { consumers, perEnd }: Look) {
  return knownEvents(db, consumers).orderBy('id', direction).limit(sql.lit(perEnd));
}

/** Whether takeEvents would find one. */
export async function hasEvents(db: Database, consumers: ConsumerTable): Promise<boolean> {
  return (await knownEvents(db, consumers).limit(1).executeTakeFirst()) !== undefined;
}

/** During an upgrade a newer process may append others; they wait for a process that knows them. */
export function knownEvents(db: Database, consumers: ConsumerTable) {
  const types = Object.keys(consumers);
  return db.selectFrom('outbox').select('id').where(sql`event ->> 'type'`, '=', sql`any(${types})`);
}

// `as`: appendEvents writes nothing else into the column.
function toStored({ id, event }: { id: string; event: unknown }): StoredEvent {
  return { id, event: event as AppEvent };
}

interface Look {
  consumers: ConsumerTable;
  /** Events taken from either end at most. */
  perEnd: number;
}
