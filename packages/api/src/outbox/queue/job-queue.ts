import type { Job } from '../job.ts';
import type { Schedule } from '../schedule.ts';

/** Where jobs wait, and how many run at once in one process. What is slow, and has an order of its own, keeps nobody else waiting. */
export const lanes = { main: 8, media: 2 };
export type Lane = keyof typeof lanes;

/**
 * Hands jobs to workers in any process, tries them again when they fail, and says when a schedule is due. It may lose what it
 * holds, all or some: `jobs` knows what is not done, and it is put in again.
 */
export interface JobQueue extends AsyncDisposable {
  /** Whether it may have kept, while the queue was elsewhere, jobs that are done since. */
  readonly mayBeStale: boolean;
  /** Puts in those that it does not have. */
  add(jobs: readonly PrioritizedJob[]): Promise<void>;
  /** @returns those of these ids that it has no job of. */
  findMissing(ids: readonly string[]): Promise<string[]>;
  count(): Promise<Record<'waiting' | 'active' | 'delayed', number>>;
  /** Each runs once whenever it is due, however many processes set it, and no other; `onlyLost` leaves those alone that it has. */
  setSchedules(schedules: readonly Schedule[], options?: { onlyLost: boolean }): Promise<void>;
  /** Runs jobs and schedules in this process. Disposed, it finishes what is under way. */
  startWorker(options: WorkerOptions): Promise<AsyncDisposable>;
  /** Calls listener when it can be reached again, and may have lost what it held. */
  onReturn(listener: () => void): void;
}

export interface PrioritizedJob extends Job {
  lane: Lane;
  priority: number | undefined;
}

export interface WorkerOptions {
  run: (attempt: Attempt) => Promise<void>;
  /** A job whose process died is given to another after this, or twice this. */
  lockMs: number;
  onFailed: (error: Error, attempt: Attempt | undefined) => void;
}

/** A job that is to be run, or a schedule, which has no events. */
export interface Attempt extends Job {
  lane: Lane;
  /** How often it was tried before. */
  attemptsMade: number;
  /** Whether it will not be tried again. */
  isLast: boolean;
  /** Gives it back without having tried it; what it throws is to be thrown. */
  postpone(ms: number): Promise<never>;
  /** Whether another that began earlier is running of that name. */
  isOverlapping(): Promise<boolean>;
}
