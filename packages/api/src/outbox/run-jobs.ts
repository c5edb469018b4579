import type { Services } from '../core/context.ts';
import { write } from '../core/mutation.ts';
import { traceparentsOf } from '../core/observer.ts';
import { applyToConsumer } from './apply-events.ts';
import { createBoundedJobs } from './bounded-jobs.ts';
import { type ConsumerTable, isJobConsumer, listConsumers } from './consumer.ts';
import { failJob } from './failed-jobs.ts';
import { deleteJob, listJobs, splitJob } from './job.ts';
import type { Attempt, JobQueue } from './queue/job-queue.ts';
import { prioritize } from './restore-lost-jobs.ts';
import type { Schedule } from './schedule.ts';
import { toStorableError } from './storable-error.ts';

export interface RunJobsOptions {
  services: Services;
  queue: JobQueue;
  consumers: ConsumerTable;
  schedules: readonly Schedule[];
  onError: (error: unknown, job?: { name: string; id: string }) => void;
}

/** Runs jobs and schedules in this process until disposed. */
export async function startRunningJobs(options: RunJobsOptions): Promise<AsyncDisposable> {
  const { services, queue, consumers, schedules, onError } = options;
  const work = indexWork(consumers, schedules);
  const bounded = createBoundedJobs();
  return await queue.startWorker({
    lockMs: services.settings.jobLockMs,
    run: (attempt) => {
      const consumer = work.consumers.get(attempt.name);
      return bounded(attempt, {
        consumer: consumer && isJobConsumer(consumer) ? consumer : undefined,
        run: () => observed(attempt, { ...options, work }),
      });
    },
    onFailed(error, attempt) {
      // What the end of the process interrupts is done by another.
      if (services.stopping.aborted) return;
      onError(error, attempt && { name: attempt.name, id: attempt.id });
    },
  });
}

function observed(attempt: Attempt, options: RunOptions): Promise<void> {
  const run = () =>
    runAttempt(attempt, options).catch((error: unknown) => {
      throw toStorableError(error);
    });
  const { observer } = options.services;
  if (!observer) return run();
  const { name, id, attemptsMade: attempts, events } = attempt;
  return observer.job({ name, id, attempts, traceparents: traceparentsOf(events) }, run);
}

async function runAttempt(attempt: Attempt, options: RunOptions): Promise<void> {
  const { services, work } = options;
  const schedule = work.schedules.get(attempt.name);
  if (schedule) {
    if (!(await attempt.isOverlapping())) await schedule.run(services);
    return;
  }
  // A schedule of another version.
  if (attempt.events.length === 0) return;
  if (options.queue.mayBeStale && (await listJobs(services.db, [attempt.id])).length === 0) return;
  try {
    const consumer = work.consumers.get(attempt.name);
    // During an upgrade a newer process may have put it in; tried again, it may find one that knows it.
    if (!consumer) throw new Error(`no consumer is named ${attempt.name}`);
    const { id, events } = attempt;
    if (!isJobConsumer(consumer))
      // Its effects are there when the job is gone, or neither.
      return await write(services, async (writer) => {
        await applyToConsumer(writer, { consumer, events });
        await deleteJob(writer.trx, id);
      });
    // An older version put it there.
    if ((consumer.lane ?? 'main') !== attempt.lane) return await moveToItsLane(attempt, options);
    await consumer.handle(services, events);
  } catch (error) {
    if (services.stopping.aborted) throw error;
    return await handleFailure(attempt, { ...options, error });
  }
  await deleteJob(services.db, attempt.id);
}

async function moveToItsLane(
  { id, name, events }: Attempt,
  { services: { db }, queue, consumers }: RunOptions,
): Promise<void> {
  await queue.add(await prioritize(db, [{ id, name, events }], consumers));
}

async function handleFailure(
  attempt: Attempt,
  { services, queue, consumers, onError, error }: RunOptions & { error: unknown },
): Promise<void> {
  const { id, name, events, isLast } = attempt;
  if (events.length === 1) {
    if (isLast) await failJob(services.db, { id, name, events }, toStorableError(error).message);
    throw error;
  }
  onError(error, { name, id });
  // One event must not hold up the others: from here on each has a job of its own.
  const { db } = services;
  await queue.add(await prioritize(db, await splitJob(db, { id, name, events }), consumers));
}

type RunOptions = RunJobsOptions & { work: ReturnType<typeof indexWork> };

/** What a job's name stands for. */
function indexWork(consumers: ConsumerTable, schedules: readonly Schedule[]) {
  return {
    consumers: listConsumers(consumers),
    schedules: new Map(schedules.map((schedule) => [schedule.name, schedule])),
  };
}
