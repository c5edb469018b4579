import { compileOnce, type Param, type Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import type { Writer } from '../core/context.ts';
import type { AppEvent } from '../core/events.ts';

/** Records events in the transaction that made them true; who drains the outbox learns of them after commit. */
export async function appendEvents(
  { trx, hints, observer, afterCommit }: Writer,
  events: readonly AppEvent[],
): Promise<void> {
  if (events.length === 0) return;
  await insertEvents(trx, events, observer?.traceparent());
  afterCommit(() => hints.publish('outbox', ['new']));
}

/** The same where nobody can be told: who drains the outbox finds them without a hint. */
export async function insertEvents(
  trx: Transaction,
  events: readonly AppEvent[],
  traceparent?: string | undefined,
): Promise<void> {
  await insert(trx, { events: events.map((event) => JSON.stringify({ ...event, traceparent })) });
}

const insert = compileOnce(
  (_db, param: Param<{ events: string[] }>) =>
    sql`insert into outbox (event) select * from unnest(${param('events')}::jsonb[])`,
);
