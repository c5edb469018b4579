import { createHash } from 'node:crypto';
import { type ConsumerTable, groupByConsumer, isJobConsumer } from './consumer.ts';
import type { StoredEvent } from './events.ts';
import type { Job } from './job.ts';

/** The jobs of what is slow, one per consumer, or several where it takes so many events at most. */
export function toJobs(stored: readonly StoredEvent[], consumers: ConsumerTable): Job[] {
  const ids = new Map(stored.map(({ id, event }) => [event, id]));
  const told = groupByConsumer(
    consumers,
    stored.map(({ event }) => event),
  );
  return told.flatMap(({ consumer, events }) => {
    if (!isJobConsumer(consumer)) return [];
    return chunk(events, consumer.maxEvents ?? events.length).map((part) =>
      toJob(
        consumer.name,
        part.map((event) => ({ id: ids.get(event) ?? '', event })),
      ),
    );
  });
}

/** A job for each consumer of an event. */
export function toJobsOfEach(stored: StoredEvent, consumers: ConsumerTable): Job[] {
  return consumers[stored.event.type].map(({ name }) => toJob(name, [stored]));
}

function toJob(name: string, told: readonly StoredEvent[]): Job {
  const ids = told.map(({ id }) => id).sort();
  const digest = createHash('sha1').update(ids.join()).digest('base64url');
  return { name, id: `${name}-${digest}`, events: told.map(({ event }) => event) };
}

function chunk<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
