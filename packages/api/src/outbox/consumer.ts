import type { Services } from '../core/context.ts';
import type { AppEvent, EventOf, EventType } from '../core/events.ts';

/** What a job does with events it is told of. */
export interface Consumer<in Event extends AppEvent = AppEvent> {
  /** The name of its jobs, imperative. Never renamed while jobs of that name may be waiting. */
  name: string;
  /** Events in one job at most; as many as there are unless given. */
  maxEvents?: number;
  /** Jobs of a higher number wait for those of a lower one, and for those that have none. */
  priority?: number;
  /** Its jobs that run at once in one process, as many as there are unless given: slow ones must not keep others waiting. */
  maxConcurrent?: number;
  /** Handles events in any order, each at least once: it must come to the same end however often it runs. */
  handle: (services: Services, events: readonly Event[]) => Promise<void>;
}

/** What else happens when something has happened: for each event those who are told of it. */
export type ConsumerTable = { readonly [Type in EventType]: readonly Consumer<EventOf<Type>>[] };
