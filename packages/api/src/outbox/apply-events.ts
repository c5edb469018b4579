import type { Writer } from '../core/context.ts';
import type { AppEvent } from '../core/events.ts';
import { traceparentsOf } from '../core/observer.ts';
import { isRowConsumer, type RowConsumer } from './consumer.ts';
import type { Told } from './group-by-consumer.ts';
import { takeLocks } from './locks.ts';

/** Has the consumers whose effects are rows of this database do what they are told, one after the other, in one transaction. */
export async function applyEvents(writer: Writer, told: readonly Told[]): Promise<void> {
  const toldOfRows = told.filter(isToldOfRows).map(({ consumer, stored }) => ({
    consumer,
    events: stored.map(({ event }) => event),
  }));
  await takeLocks(
    writer.trx,
    toldOfRows.flatMap(({ consumer, events }) => (consumer.locks ? events.map(consumer.locks) : [])),
  );
  for (const one of toldOfRows) await observed(writer, one);
}

/** The same for a consumer alone. */
export async function applyToConsumer(writer: Writer, { consumer, events }: Application): Promise<void> {
  if (consumer.locks) await takeLocks(writer.trx, events.map(consumer.locks));
  await consumer.apply(writer, events);
}

function observed(writer: Writer, { consumer, events }: Application): Promise<void> {
  const apply = () => consumer.apply(writer, events);
  const { name } = consumer;
  const traceparents = traceparentsOf(events);
  return writer.observer?.job({ name, id: name, attempts: 0, traceparents }, apply) ?? apply();
}

function isToldOfRows(told: Told): told is Told<RowConsumer> {
  return isRowConsumer(told.consumer);
}

interface Application {
  consumer: RowConsumer;
  events: readonly AppEvent[];
}
