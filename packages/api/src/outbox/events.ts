import type { Database, Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import type { AppEvent } from '../core/events.ts';
import type { ConsumerTable } from './consumer.ts';

export interface StoredEvent {
  id: string;
  event: AppEvent;
}

/**
 * Takes events out of the outbox, with the transaction; passes over what another has taken. Half of them are the oldest and half
 * the newest, so that after a standstill what is written now does not wait for all that was written then.
 */
export async function takeEvents(
  trx: Transaction,
  { consumers, limit }: { consumers: ConsumerTable; limit: number },
): Promise<StoredEvent[]> {
  const end = (direction: 'asc' | 'desc') =>
    knownEvents(trx, consumers)
      .orderBy('id', direction)
      .limit(sql.lit(limit / 2))
      .forUpdate()
      .skipLocked();
  const rows = await trx
    .with('oldest', () => end('asc'))
    .with('newest', () => end('desc'))
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
export async function listEventIds(
  db: Database,
  { consumers, limit }: { consumers: ConsumerTable; limit: number },
): Promise<string[]> {
  const end = (direction: 'asc' | 'desc') =>
    knownEvents(db, consumers)
      .orderBy('id', direction)
      .limit(sql.lit(limit / 2))
      .execute();
  const rows = (await Promise.all([end('asc'), end('desc')])).flat();
  return [...new Set(rows.map(({ id }) => id))];
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
