import type { Database } from '@dunlin/db';
import type { Services, Writer } from '../core/context.ts';
import type { AppEvent, EventOf, EventType } from '../core/events.ts';
import type { Lock } from './locks.ts';
import type { Lane } from './queue/job-queue.ts';

/**
 * Brings rows of this database in line with events, in the transaction that takes those out of the outbox: what it writes is
 * written once. It is told of events in any order, of some together with others, and of one that failed again: it reads what is
 * true when it runs.
 */
export interface RowConsumer<in Event extends AppEvent = AppEvent> {
  /** The name of what it is measured by, and of its jobs, imperative. Never renamed while jobs of that name may be waiting. */
  name: string;
  /** What must be held while it runs; all that a batch needs is taken at once and in one order. */
  locks?: (event: Event) => Lock;
  /** Whether it takes locks of its own, and so runs after all that do not. */
  runsLast?: boolean;
  apply: (writer: Writer, events: readonly Event[]) => Promise<void>;
}

/** Does what is slow, or reaches outside of this database: a job of the queue, which is tried again when it fails. */
export interface JobConsumer<in Event extends AppEvent = AppEvent> {
  /** The name of its jobs, imperative. Never renamed while jobs of that name may be waiting. */
  name: string;
  /** Events in one job at most; as many as there are unless given. */
  maxEvents?: number;
  /** Jobs of a higher number wait for those of a lower one, and for those that have none. */
  priority?: number;
  /** The same, by what the job is about when the queue gets it. @returns one number from 1 for each event */
  rank?: (db: Database, events: readonly Event[]) => Promise<number[]>;
  /** Where its jobs wait; `main` unless given. */
  lane?: Lane;
  /** Its jobs that run at once in one process, as many as there are unless given: slow ones must not keep others waiting. */
  maxConcurrent?: number;
  /** Handles events in any order, each at least once: it must come to the same end however often it runs. */
  handle: (services: Services, events: readonly Event[]) => Promise<void>;
}

export type Consumer<Event extends AppEvent = AppEvent> = RowConsumer<Event> | JobConsumer<Event>;

/** What else happens when something has happened: for each event those who are told of it. */
export type ConsumerTable = { readonly [Type in EventType]: readonly Consumer<EventOf<Type>>[] };

/** By name. */
export function listConsumers(table: ConsumerTable): Map<string, Consumer> {
  // `as`: whoever asks for one by its name gives it only events of the types that it stands beside in the table.
  const all = Object.values(table).flat() as Consumer[];
  return new Map(all.map((consumer) => [consumer.name, consumer]));
}

export function isRowConsumer(consumer: Consumer): consumer is RowConsumer {
  return 'apply' in consumer;
}

export function isJobConsumer(consumer: Consumer): consumer is JobConsumer {
  return 'handle' in consumer;
}
