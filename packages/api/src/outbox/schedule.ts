import type { Services } from '../core/context.ts';

/** A job that runs by the clock, once in the whole installation. */
export interface Schedule {
  name: string;
  everyMs: number;
  run(services: Services): Promise<void>;
}
