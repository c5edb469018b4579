import { type Consumer, type ConsumerTable, isRowConsumer, listConsumers } from './consumer.ts';
import type { StoredEvent } from './events.ts';

/** A consumer and those of the events that it is told of. */
export interface Told<Of extends Consumer = Consumer> {
  consumer: Of;
  stored: StoredEvent[];
}

/** Those who are told of at least one of the events, in the same order for all events. */
export function groupByConsumer(table: ConsumerTable, stored: readonly StoredEvent[]): Told[] {
  const isLast = (consumer: Consumer) => isRowConsumer(consumer) && consumer.runsLast === true;
  const all = [...listConsumers(table).values()].sort((a, b) => Number(isLast(a)) - Number(isLast(b)));
  return all
    .map((consumer) => ({ consumer, stored: stored.filter(({ event }) => hears(table, event, consumer)) }))
    .filter((told) => told.stored.length > 0);
}

function hears(table: ConsumerTable, { type }: StoredEvent['event'], consumer: Consumer): boolean {
  const consumers: readonly Pick<Consumer, 'name'>[] = table[type];
  return consumers.includes(consumer);
}
