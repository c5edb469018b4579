import {
  createPostgresBackend,
  type Job,
  type JobProgress,
  type JobsOptions,
  type PostgresConnectionOptions,
  type PostgresQueueBackend,
  Worker,
} from 'bullmq';
import type { Services } from '../core/context.ts';
import type { AppEvent } from '../core/events.ts';
import { traceparentsOf } from '../core/observer.ts';
import type { Settings } from '../core/settings.ts';
import { createBoundedJobs } from './bounded-jobs.ts';
import type { Consumer, ConsumerTable } from './consumer.ts';
import { type FailedJob, listFailedJobs, retryFailedJobs } from './failed-jobs.ts';
import { type JobData, type JobQueue, openQueue, queueName } from './queue.ts';
import type { Schedule } from './schedule.ts';

const concurrency = 8;
const maxAttempts = 10;

/** Events for one consumer. */
export interface ConsumerJob {
  name: string;
  /** The same for the same events. */
  id: string;
  events: AppEvent[];
  priority: number | undefined;
}

export interface Jobs extends AsyncDisposable {
  enqueue(jobs: ConsumerJob[]): Promise<void>;
  /** @throws when the queue cannot be asked. */
  ping(): Promise<void>;
  listFailed(): Promise<FailedJob[]>;
  /** @returns how many were put back. */
  retryFailed(): Promise<number>;
}

/** BullMQ on Postgres: the queue, and the worker that runs its jobs in this process, if it is to. */
export async function startJobs(options: {
  services: Services;
  databaseUrl: string;
  consumers: ConsumerTable;
  schedules: readonly Schedule[];
  /** Whether this process runs them, or only puts them in. */
  runs: boolean;
  onError: OnJobError;
}): Promise<Jobs> {
  const { services, databaseUrl, consumers, schedules, runs, onError } = options;
  const work = indexWork(consumers, schedules);
  const queue = await openQueue({
    databaseUrl,
    maxConnections: concurrency,
    defaultJobOptions: retries(services.settings),
    onError,
  });
  const worker = runs ? await startWorker({ services, queue, work, onError }, databaseUrl) : undefined;
  for (const { name, everyMs } of runs && services.settings.runSchedules ? schedules : [])
    await queue.upsertJobScheduler(name, { every: everyMs }, { name, data: { events: [] } });

  return {
    async enqueue(jobs) {
      await queue.addBulk(
        jobs.map(({ name, id, events, priority }) => ({
          name,
          data: { events },
          opts: { jobId: id, ...(priority !== undefined && { priority }) },
        })),
      );
    },
    async ping() {
      await queue.getActiveCount();
    },
    listFailed: () => listFailedJobs(queue),
    retryFailed: () => retryFailedJobs(queue),
    async [Symbol.asyncDispose]() {
      await worker?.close();
      await queue.close();
    },
  };
}

/** Runs jobs in this process. */
async function startWorker(options: WorkerOptions, databaseUrl: string) {
  const { services, work, onError } = options;
  const bounded = createBoundedJobs();
  const worker = new Worker<
    JobData,
    void,
    string,
    PostgresQueueBackend,
    JobProgress,
    PostgresConnectionOptions
  >(
    queueName,
    (job, token) =>
      bounded(job, token, {
        consumer: work.consumers.get(job.name),
        run: () => observed(job, options),
      }),
    {
      connection: { connectionString: databaseUrl, migrate: false, max: concurrency },
      concurrency,
      lockDuration: services.settings.jobLockMs,
      stalledInterval: services.settings.jobLockMs / 2,
      maxStalledCount: 100,
      removeOnComplete: { count: 0 },
    },
    createPostgresBackend,
  );
  worker.on('error', (error) => onError(error));
  worker.on('failed', (job, error) => {
    // What the end of the process interrupts is done by another.
    if (services.stopping.aborted) return;
    onError(error, job && { name: job.name, id: job.id ?? '' });
  });
  await worker.waitUntilReady();
  return worker;
}

function observed(job: Job<JobData, void>, options: WorkerOptions): Promise<void> {
  const { observer } = options.services;
  if (!observer) return runJob(job, options);
  const { name, id = '', attemptsMade: attempts, data } = job;
  return observer.job({ name, id, attempts, traceparents: traceparentsOf(data.events) }, () =>
    runJob(job, options),
  );
}

async function runJob(
  job: Job<JobData, void>,
  { services, queue, work, onError }: WorkerOptions,
): Promise<void> {
  const schedule = work.schedules.get(job.name);
  if (schedule) return schedule.run(services);
  const consumer = work.consumers.get(job.name);
  // During an upgrade a newer process may have put it in; tried again, it may find one that knows it.
  if (!consumer) throw new Error(`no consumer is named ${job.name}`);
  const { events } = job.data;
  try {
    await consumer.handle(services, events);
  } catch (error) {
    if (events.length === 1 || services.stopping.aborted) throw error;
    onError(error, { name: job.name, id: job.id ?? '' });
    // One event must not hold up the others: from here on each has a job of its own.
    await queue.addBulk(
      events.map((event, index) => ({
        name: job.name,
        data: { events: [event] },
        opts: { jobId: `${job.id}-${index}` },
      })),
    );
  }
}

interface WorkerOptions {
  services: Services;
  queue: JobQueue;
  work: ReturnType<typeof indexWork>;
  onError: OnJobError;
}

type OnJobError = (error: unknown, job?: { name: string; id: string }) => void;

function retries({ jobRetryDelayMs: delay }: Settings): JobsOptions {
  return { attempts: maxAttempts, backoff: { type: 'exponential', delay, jitter: 0.5 } };
}

/** What a job's name stands for. */
function indexWork(consumers: ConsumerTable, schedules: readonly Schedule[]) {
  // `as`: relay.ts gives a consumer only events of the types it stands beside in the table.
  const all = Object.values(consumers).flat() as Consumer[];
  return {
    consumers: new Map(all.map((consumer) => [consumer.name, consumer])),
    schedules: new Map(schedules.map((schedule) => [schedule.name, schedule])),
  };
}
