import { createHash } from 'node:crypto';
import { chunk } from '../core/chunk.ts';
import { type ConsumerTable, isJobConsumer } from './consumer.ts';
import type { StoredEvent } from './events.ts';
import type { Told } from './group-by-consumer.ts';
import type { Job } from './job.ts';

/** The jobs of what is slow, one per consumer, or several where it takes so many events at most. */
export function toJobs(told: readonly Told[]): Job[] {
  return told.flatMap(({ consumer, stored }) =>
    isJobConsumer(consumer)
      ? chunk(stored, consumer.maxEvents ?? stored.length).map((part) => toJob(consumer.name, part))
      : [],
  );
}

/** A job for each consumer of an event. */
export function toJobsOfEach(stored: StoredEvent, consumers: ConsumerTable): Job[] {
  return consumers[stored.event.type].map(({ name }) => toJob(name, [stored]));
}

function toJob(name: string, stored: readonly StoredEvent[]): Job {
  const ids = stored.map(({ id }) => id).sort();
  const digest = createHash('sha1').update(ids.join()).digest('base64url');
  return { name, id: `${name}-${digest}`, events: stored.map(({ event }) => event) };
}
