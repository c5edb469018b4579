import type { Transaction } from '@dunlin/db';
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
  await trx
    .insertInto('outbox')
    .values(events.map((event) => ({ event: JSON.stringify({ ...event, traceparent }) })))
    .execute();
}
