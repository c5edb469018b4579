import type { Writer } from '../core/context.ts';
import type { AppEvent } from '../core/events.ts';
import { traceparentsOf } from '../core/observer.ts';
import {
  type ConsumerTable,
  groupByConsumer,
  isRowConsumer,
  type RowConsumer,
  type Told,
} from './consumer.ts';
import { takeLocks } from './locks.ts';

/** Tells the consumers whose effects are rows of this database of events, one after the other, in one transaction. */
export async function applyEvents(
  writer: Writer,
  consumers: ConsumerTable,
  events: readonly AppEvent[],
): Promise<void> {
  const told = groupByConsumer(consumers, events).filter(isToldOfRows);
  await takeLocks(
    writer.trx,
    told.flatMap(({ consumer, events }) => (consumer.locks ? events.map(consumer.locks) : [])),
  );
  for (const one of told) await observed(writer, one);
}

/** The same for a consumer alone. */
export async function applyToConsumer(
  writer: Writer,
  { consumer, events }: Told<RowConsumer>,
): Promise<void> {
  if (consumer.locks) await takeLocks(writer.trx, events.map(consumer.locks));
  await consumer.apply(writer, events);
}

function observed(writer: Writer, { consumer, events }: Told<RowConsumer>): Promise<void> {
  const apply = () => consumer.apply(writer, events);
  const { name } = consumer;
  const traceparents = traceparentsOf(events);
  return writer.observer?.job({ name, id: name, attempts: 0, traceparents }, apply) ?? apply();
}

function isToldOfRows(told: Told): told is Told<RowConsumer> {
  return isRowConsumer(told.consumer);
}
