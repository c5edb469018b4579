import type { Database } from '@dunlin/db';
import type { ConsumerTable } from './consumer.ts';
import type { Job } from './job.ts';
import type { JobQueue } from './queue/job-queue.ts';
import { prioritize, restoreLostJobs } from './restore-lost-jobs.ts';
import type { Schedule } from './schedule.ts';

/** How often it looks whether the queue has lost jobs, and the least age of those: younger ones may be on their way. */
const lookMs = 5_000;
const onTheirWayMs = 2_000;
/** While the queue is known to lack jobs, it looks as often as this. */
const retryMs = 1_000;
/** Hand-overs under way at most: a queue that hangs does not fill the memory. */
const maxUnderWay = 16;

export interface HandOverOptions {
  db: Database;
  queue: JobQueue;
  consumers: ConsumerTable;
  /** Those that the queue must have. */
  schedules: readonly Schedule[];
  onError: (error: unknown) => void;
}

/** Gives jobs to the queue, as often as it loses them. While it cannot be reached, they stand in `jobs`. */
export interface HandOver extends AsyncDisposable {
  /** Nobody waits for it. */
  give(jobs: readonly Job[]): void;
  /** Puts all jobs into the queue that it has not. What failed is told, and tried again. */
  restore(): Promise<void>;
}

export function startHandingOver(options: HandOverOptions): HandOver {
  const { db, queue, consumers, schedules, onError } = options;
  // What another process left, or left in another queue.
  let isExpected = true;
  let dueAt = 0;
  let underWay = 0;
  let hasFailed = false;
  let restoring: Promise<void> | undefined;

  // Of an outage it tells once.
  const fail = (error: unknown) => {
    isExpected = true;
    if (!hasFailed) onError(error);
    hasFailed = true;
  };
  const restoreAll = async () => {
    const startedAt = performance.now();
    const olderThanMs = isExpected ? 0 : onTheirWayMs;
    isExpected = false;
    await restoreLostJobs(db, { queue, consumers, olderThanMs });
    await queue.setSchedules(schedules, { onlyLost: true });
    hasFailed = false;
    const now = performance.now();
    // With many jobs a look takes long; it is then taken less often.
    dueAt = now + Math.max(lookMs, 10 * (now - startedAt));
  };
  const look = () => {
    restoring ??= restoreAll()
      .catch(fail)
      .finally(() => {
        restoring = undefined;
      });
    return restoring;
  };
  const restore = async () => {
    // One that is under way may be past what is to be found.
    await restoring;
    isExpected = true;
    await look();
  };
  const timer = setInterval(() => {
    if (isExpected || performance.now() >= dueAt) void look();
  }, retryMs);
  queue.onReturn(() => void restore());
  void look();

  return {
    give(jobs) {
      if (jobs.length === 0) return;
      if (underWay >= maxUnderWay || hasFailed) {
        isExpected = true;
        return;
      }
      underWay += 1;
      void prioritize(db, jobs, consumers)
        .then((prioritized) => queue.add(prioritized))
        .catch(fail)
        .finally(() => {
          underWay -= 1;
        });
    },
    restore,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await restoring;
    },
  };
}
