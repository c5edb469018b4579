import type { AppEvent } from '../core/events.ts';
import { type JobQueue, openQueue } from './queue.ts';

/** A job that failed at every attempt; kept until retried. */
export interface FailedJob {
  id: string;
  name: string;
  reason: string;
  failedAt: string;
  events: AppEvent[];
}

export async function listFailedJobs(queue: JobQueue): Promise<FailedJob[]> {
  const jobs = await queue.getFailed();
  return jobs.map((job) => ({
    id: job.id ?? '',
    name: job.name,
    reason: job.failedReason,
    failedAt: new Date(job.finishedOn ?? job.timestamp).toISOString(),
    events: job.data.events,
  }));
}

/** @returns how many were put back. */
export async function retryFailedJobs(queue: JobQueue): Promise<number> {
  const jobs = await queue.getFailed();
  for (const job of jobs) await job.retry('failed', { resetAttemptsMade: true });
  return jobs.length;
}

/** The failed jobs of a database whose server may or may not be running. */
export async function openFailedJobs(options: {
  databaseUrl: string;
  onError: (error: unknown) => void;
}): Promise<FailedJobs> {
  const queue = await openQueue({ ...options, maxConnections: 2 });
  return {
    list: () => listFailedJobs(queue),
    retry: () => retryFailedJobs(queue),
    [Symbol.asyncDispose]: () => queue.close(),
  };
}

export interface FailedJobs extends AsyncDisposable {
  list(): Promise<FailedJob[]>;
  /** Jobs put back run as soon as a server does. @returns how many. */
  retry(): Promise<number>;
}
