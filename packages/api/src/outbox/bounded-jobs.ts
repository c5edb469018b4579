import { randomInt } from 'node:crypto';
import type { JobConsumer } from './consumer.ts';
import type { Attempt } from './queue/job-queue.ts';

/** How long a job waits that found its consumer busy: long enough that a thousand of them are no load. */
const waitMs = 1_000;

/** Runs as many jobs of a consumer at once as it allows in one process; the others go back to the queue, which counts no attempt. */
export function createBoundedJobs(): BoundedJobs {
  const running = new Map<string, number>();
  return async (attempt, { consumer, run }) => {
    const { name, maxConcurrent } = consumer ?? {};
    if (name === undefined || maxConcurrent === undefined) return run();
    const count = running.get(name) ?? 0;
    if (count >= maxConcurrent) return attempt.postpone(randomInt(waitMs, 3 * waitMs));
    running.set(name, count + 1);
    try {
      await run();
    } finally {
      running.set(name, (running.get(name) ?? 1) - 1);
    }
  };
}

export type BoundedJobs = (
  attempt: Pick<Attempt, 'postpone'>,
  options: { consumer: JobConsumer | undefined; run: () => Promise<void> },
) => Promise<void>;
