import type { Services } from '../context.ts';
import type { AppEvent } from '../events.ts';

/** What a job does with events it is told of. */
export interface Consumer<in Event extends AppEvent = AppEvent> {
  /** The name of its jobs, imperative. Never renamed while jobs of that name may be waiting. */
  name: string;
  /** Handles events in any order, each at least once: it must come to the same end however often it runs. */
  handle: (services: Services, events: readonly Event[]) => Promise<void>;
}
