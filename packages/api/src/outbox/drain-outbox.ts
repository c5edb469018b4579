import { AsyncLocalStorage } from 'node:async_hooks';
import type { Transaction } from '@dunlin/db';
import type { Services } from '../core/context.ts';
import { write } from '../core/mutation.ts';
import { applyEvents } from './apply-events.ts';
import { createBatchSize } from './batch-size.ts';
import type { ConsumerTable } from './consumer.ts';
import { hasEvents, listEventIds, type StoredEvent, takeEvent, takeEvents } from './events.ts';
import { groupByConsumer } from './group-by-consumer.ts';
import type { HandOver } from './hand-over.ts';
import { insertJobs, type Job } from './job.ts';
import { toJobs, toJobsOfEach } from './to-jobs.ts';

/** Bounds how late an event is found when its hint was lost. */
const pollMs = 1_000;

export interface DrainingOptions {
  services: Services;
  consumers: ConsumerTable;
  /** Takes the jobs of what is slow. */
  handOver: HandOver;
  onError: (error: unknown, job?: { name: string; id: string }) => void;
}

export interface Draining extends AsyncDisposable {
  /** Resolves when the outbox has been empty. */
  flush(): Promise<void>;
}

/**
 * Takes committed events out of the outbox, with their effects on this database in the same transaction, and a job for each
 * consumer whose effects are elsewhere. Any number of processes do so at once.
 */
export function startDraining(options: DrainingOptions): Draining {
  const { services, consumers, onError } = options;
  const { db, hints, stopping } = services;
  let running: Promise<void> | undefined;
  let polling = false;
  let again = false;
  let hasFailed = false;
  const batchSize = createBatchSize();

  /** @returns whether there may be more. */
  const drainBatch = async () => {
    const { perEnd } = batchSize;
    const startedAt = performance.now();
    const isMore = (await drainSomeOrEach(options, perEnd)) >= perEnd;
    batchSize.tookMs(performance.now() - startedAt);
    return isMore;
  };
  const drain = async () => {
    try {
      do {
        again = false;
        while (!stopping.aborted && (await drainBatch()));
      } while (again && !stopping.aborted);
      hasFailed = false;
    } finally {
      // In the same turn as the last look at `again`: a flush that comes later starts anew.
      running = undefined;
    }
  };
  const flush = () => {
    again = true;
    running ??= drain();
    return running;
  };
  // Of an outage it tells once.
  const fail = (error: unknown) => {
    if (!hasFailed) onError(error);
    hasFailed = true;
  };
  // It works for all who wrote, so it does not take on the context of the one whose hint woke it.
  const wake = AsyncLocalStorage.bind(() => void flush().catch(fail));
  const poll = AsyncLocalStorage.bind(async () => {
    if (running || polling) return;
    polling = true;
    try {
      if ((await hasEvents(db, consumers)) && !stopping.aborted) await flush();
    } finally {
      polling = false;
    }
  });
  const stop = hints.onAny('outbox', () => hasFailed || wake());
  const timer = setInterval(() => void poll().catch(fail), pollMs);
  wake();

  return {
    flush,
    async [Symbol.asyncDispose]() {
      stop();
      clearInterval(timer);
      await running?.catch(fail);
    },
  };
}

/** @returns how many events were taken. */
async function drainSomeOrEach(options: DrainingOptions, perEnd: number): Promise<number> {
  const { services, consumers, onError } = options;
  try {
    return await drainSome(options, (trx) => takeEvents(trx, { consumers, perEnd }));
  } catch (error) {
    // One event must not hold up the others: each is tried alone, and what fails then goes on as jobs.
    const ids = await listEventIds(services.db, { consumers, perEnd });
    if (ids.length === 0) throw error;
    let isTold = false;
    for (const id of ids) {
      if (services.stopping.aborted) break;
      isTold = (await drainAlone(options, id)) || isTold;
    }
    if (!isTold && !services.stopping.aborted) onError(error);
    return ids.length;
  }
}

async function drainSome(
  { services, consumers, handOver }: DrainingOptions,
  take: (trx: Transaction) => Promise<StoredEvent[]>,
): Promise<number> {
  const { count, jobs } = await write(services, async (writer) => {
    const stored = await take(writer.trx);
    const told = groupByConsumer(consumers, stored);
    await applyEvents(writer, told);
    const jobs = toJobs(told);
    if (jobs.length > 0) await insertJobs(writer.trx, jobs);
    return { count: stored.length, jobs };
  });
  handOver.give(jobs);
  return count;
}

/** @returns whether it failed and was set aside, which has been told. */
async function drainAlone(options: DrainingOptions, id: string): Promise<boolean> {
  const { services, onError } = options;
  try {
    await drainSome(options, async (trx) => [await takeEvent(trx, id)].flatMap((one) => one ?? []));
    return false;
  } catch (error) {
    const jobs = await setAside(options, id);
    if (jobs.length > 0 && !services.stopping.aborted) onError(error, { name: jobs[0]?.name ?? '', id });
    options.handOver.give(jobs);
    return jobs.length > 0;
  }
}

/** Gives each consumer of an event a job of its own, where it fails without the others, and is tried again. */
function setAside({ services: { db }, consumers }: DrainingOptions, id: string): Promise<Job[]> {
  return db.transaction().execute(async (trx) => {
    const stored = await takeEvent(trx, id);
    const jobs = stored ? toJobsOfEach(stored, consumers) : [];
    if (jobs.length > 0) await insertJobs(trx, jobs);
    return jobs;
  });
}
