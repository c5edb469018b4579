import type { Writer } from '../context.ts';
import type { AppEvent } from '../events.ts';

/** Records events in the transaction that made them true; the relay learns of them after commit. */
export async function appendEvents(
  { trx, hints, observer, afterCommit }: Writer,
  events: readonly AppEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const traceparent = observer?.traceparent();
  await trx
    .insertInto('outbox')
    .values(events.map((event) => ({ event: JSON.stringify({ ...event, traceparent }) })))
    .execute();
  afterCommit(() => hints.publish('outbox', ['new']));
}
