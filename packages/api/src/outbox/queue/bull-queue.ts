import { setTimeout as delay } from 'node:timers/promises';
import {
  type BackendFactory,
  type Job as BullJob,
  DelayedError,
  type IQueueBackend,
  type JobProgress,
  Queue,
  Worker,
} from 'bullmq';
import type { AppEvent } from '../../core/events.ts';
import { type Attempt, type JobQueue, type Lane, lanes, type WorkerOptions } from './job-queue.ts';

/** What BullMQ calls the queue of each lane. */
export const queueNames: Record<Lane, string> = { main: 'dunlin', media: 'dunlin-media' };
// `as`: keys of an object are strings to TypeScript.
const laneNames = Object.keys(lanes) as Lane[];
const maxAttempts = 10;
const closeGraceMs = 2_000;

export interface BullBackend<Backend extends IQueueBackend, Connection> extends AsyncDisposable {
  factory: BackendFactory<Backend, Connection>;
  connection: Connection;
  /** A connection of a worker's own. */
  connectWorker(): Connection;
  disconnectWorker(connection: Connection): void;
  prefix?: string;
  mayBeStale: boolean;
  /** Waits for the begin of a connection, which may be lost before it stands. */
  awaitReady(ready: Promise<unknown>): Promise<void>;
  findMissing: JobQueue['findMissing'];
  onReturn: JobQueue['onReturn'];
  onError: (error: unknown) => void;
}

/** Queues of BullMQ's, one for each lane, which are the same over every backend. */
export async function createBullQueue<Backend extends IQueueBackend, Connection>(
  backend: BullBackend<Backend, Connection>,
  { retryDelayMs }: { retryDelayMs: number },
): Promise<JobQueue> {
  const open = async (lane: Lane) => {
    const queue = openLane(backend, { lane, retryDelayMs });
    await backend.awaitReady(queue.waitUntilReady());
    return queue;
  };
  const queues = { main: await open('main'), media: await open('media') };

  return {
    mayBeStale: backend.mayBeStale,
    async add(jobs) {
      for (const [lane, ofLane] of Map.groupBy(jobs, (job) => job.lane))
        await queues[lane].addBulk(
          ofLane.map(({ name, id, events, priority }) => ({
            name,
            data: { events },
            opts: { jobId: id, ...(priority !== undefined && { priority }) },
          })),
        );
    },
    findMissing: backend.findMissing,
    async count() {
      const total = { waiting: 0, active: 0, delayed: 0 };
      for (const queue of Object.values(queues)) {
        const counts = await queue.getJobCounts('waiting', 'prioritized', 'active', 'delayed');
        total.waiting += (counts.waiting ?? 0) + (counts.prioritized ?? 0);
        total.active += counts.active ?? 0;
        total.delayed += counts.delayed ?? 0;
      }
      return total;
    },
    async setSchedules(schedules, { onlyLost } = { onlyLost: false }) {
      const { main } = queues;
      if (onlyLost && (await main.getJobSchedulersCount()) >= schedules.length) return;
      const names = new Set(schedules.map(({ name }) => name));
      for (const { key } of onlyLost ? [] : await main.getJobSchedulers())
        if (!names.has(key)) await main.removeJobScheduler(key);
      for (const { name, everyMs } of schedules)
        await main.upsertJobScheduler(name, { every: everyMs }, { name, data: { events: [] } });
    },
    async startWorker(options) {
      await using workers = new AsyncDisposableStack();
      for (const lane of laneNames)
        workers.use(
          await startWorker(backend, { ...options, lane, getActive: () => queues[lane].getActive() }),
        );
      return workers.move();
    },
    onReturn: backend.onReturn,
    async [Symbol.asyncDispose]() {
      for (const queue of Object.values(queues)) await queue.close();
      await backend[Symbol.asyncDispose]();
    },
  };
}

function openLane<Backend extends IQueueBackend, Connection>(
  { factory, connection, prefix, onError }: BullBackend<Backend, Connection>,
  { lane, retryDelayMs }: { lane: Lane; retryDelayMs: number },
) {
  const queue = new Queue<JobData, void, string, JobData, void, string, Backend, Connection>(
    queueNames[lane],
    {
      connection,
      ...(prefix !== undefined && { prefix }),
      defaultJobOptions: {
        attempts: maxAttempts,
        backoff: { type: 'exponential', delay: retryDelayMs, jitter: 0.5 },
        removeOnComplete: true,
        removeOnFail: true,
      },
    },
    factory,
  );
  queue.on('error', onError);
  return queue;
}

async function startWorker<Backend extends IQueueBackend, Connection>(
  { factory, connectWorker, disconnectWorker, prefix, awaitReady, onError }: BullBackend<Backend, Connection>,
  { run, lockMs, onFailed, ...ofLane }: WorkerOptions & OfLane,
): Promise<AsyncDisposable> {
  const connection = connectWorker();
  const running = new Set<Promise<void>>();
  const worker = new Worker<JobData, void, string, Backend, JobProgress, Connection>(
    queueNames[ofLane.lane],
    async (job, token) => {
      const ending = run(toAttempt(job, token, ofLane));
      running.add(ending);
      await ending.finally(() => running.delete(ending));
    },
    {
      connection,
      ...(prefix !== undefined && { prefix }),
      concurrency: lanes[ofLane.lane],
      lockDuration: lockMs,
      stalledInterval: lockMs / 2,
      // A job is no worse for the death of its worker.
      maxStalledCount: 100,
      // After an error it looks again, by default a quarter of a minute later.
      runRetryDelay: 1_000,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    },
    factory,
  );
  worker.on('error', (error) => isTakenOver(error) || onError(error));
  worker.on('failed', (job, error) => {
    if (!isTakenOver(error)) onFailed(error, job && toAttempt(job, undefined, ofLane));
  });
  try {
    await awaitReady(worker.waitUntilReady());
  } catch (error) {
    void worker.disconnect().catch(() => {});
    disconnectWorker(connection);
    throw error;
  }
  return {
    async [Symbol.asyncDispose]() {
      const closed = worker.close();
      // Without an answer from Redis it would never close; a job that has ended has told the database so.
      const ended = Promise.allSettled(running).then(() => delay(closeGraceMs, undefined, { ref: false }));
      await Promise.race([closed, ended]);
      void worker.disconnect().catch(() => {});
      disconnectWorker(connection);
    },
  };
}

/** The queue forgot the job, or gave it to another, while it ran here, as when this process stood still: it is only done twice. */
function isTakenOver({ message }: Error): boolean {
  return /^(could not renew lock for|Missing (lock|key) for|Lock mismatch for) job /.test(message);
}

function toAttempt(job: BullJob<JobData>, token: string | undefined, { lane, getActive }: OfLane): Attempt {
  const { name, id = '', attemptsMade, data, processedOn = 0 } = job;
  return {
    ...{ id, name, lane, events: data.events, attemptsMade },
    isLast: attemptsMade + 1 >= (job.opts.attempts ?? 1),
    async postpone(ms) {
      await job.moveToDelayed(Date.now() + ms, token);
      throw new DelayedError();
    },
    async isOverlapping() {
      const active = await getActive();
      return active.some(
        (other) => other.name === name && other.id !== id && (other.processedOn ?? 0) <= processedOn,
      );
    },
  };
}

export type JobData = { events: AppEvent[] };

interface OfLane {
  lane: Lane;
  getActive: () => Promise<BullJob<JobData>[]>;
}
