import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import type { AppEvent } from '../core/events.ts';
import type { Hints } from '../live/hints.ts';
import type { Consumer, ConsumerTable } from './consumer.ts';
import { insertJobs, type Job } from './job.ts';
import { knownEvents } from './pending-events.ts';
import type { JobQueue } from './queue/job-queue.ts';
import { prioritize, restoreLostJobs } from './restore-lost-jobs.ts';
import type { Schedule } from './schedule.ts';

/** Bounds how late an event is relayed when its hint was lost. */
const pollMs = 1_000;
const batchSize = 500;
/** How often it looks whether the queue has lost jobs, and the least age of those: younger ones may be on their way. */
const restoreMs = 5_000;
const onTheirWayMs = 2_000;

export interface RelayOptions {
  db: Database;
  hints: Hints;
  queue: JobQueue;
  consumers: ConsumerTable;
  /** Those that the queue must have. */
  schedules: readonly Schedule[];
  onError: (error: unknown) => void;
}

export interface Relay extends AsyncDisposable {
  /** Relays until the outbox is empty. */
  flush(): Promise<void>;
  /** The same, and puts all jobs into the queue that it has not. */
  restore(): Promise<void>;
}

/**
 * Turns committed events into jobs, one per consumer and batch, and hands those to the queue, as often as it loses them. While
 * the queue cannot be reached, events wait in the outbox.
 */
export function startRelay(options: RelayOptions): Relay {
  const { hints, queue, onError } = options;
  const restoring = createRestoring(options);
  let running: Promise<void> | undefined;
  let again = false;
  let hasFailed = false;

  const relayAll = async () => {
    try {
      do {
        again = false;
        await restoring.run();
        while ((await relayBatch(options, restoring.expect)) >= batchSize);
      } while (again);
      hasFailed = false;
    } finally {
      // In the same turn as the last look at `again`: a flush that comes later starts anew.
      running = undefined;
    }
  };
  const flush = () => {
    again = true;
    running ??= relayAll();
    return running;
  };
  // Of an outage it tells once.
  const fail = (error: unknown) => {
    if (!hasFailed) onError(error);
    hasFailed = true;
  };
  // It works for all who wrote, so it does not take on the context of the one whose hint woke it.
  const wake = AsyncLocalStorage.bind(() => void flush().catch(fail));
  const stop = hints.onAny('outbox', () => hasFailed || wake());
  const timer = setInterval(wake, pollMs);
  const restore = () => {
    restoring.expect();
    return flush();
  };
  queue.onReturn(() => void restore().catch(fail));
  wake();

  return {
    flush,
    restore,
    async [Symbol.asyncDispose]() {
      stop();
      clearInterval(timer);
      await running?.catch(fail);
    },
  };
}

/** When to look for what the queue has lost: from time to time, and at once when there is reason to. */
function createRestoring({ db, queue, consumers, schedules }: RelayOptions) {
  // What another process left, or left in another queue.
  let isExpected = true;
  let dueAt = 0;
  return {
    expect() {
      isExpected = true;
    },
    async run() {
      const startedAt = performance.now();
      if (!isExpected && startedAt < dueAt) return;
      const olderThanMs = isExpected ? 0 : onTheirWayMs;
      isExpected = false;
      try {
        await restoreLostJobs(db, { queue, consumers, olderThanMs });
        await queue.setSchedules(schedules, { onlyLost: true });
      } catch (error) {
        isExpected = true;
        throw error;
      }
      const now = performance.now();
      // With many jobs a look takes long; it is then taken less often.
      dueAt = now + Math.max(restoreMs, 10 * (now - startedAt));
    },
  };
}

/** @returns how many events were relayed. */
async function relayBatch({ db, consumers, queue }: RelayOptions, onNotQueued: () => void): Promise<number> {
  const { count, jobs } = await db.transaction().execute(async (trx) => {
    const rows = await trx
      .deleteFrom('outbox')
      .where(
        'id',
        'in',
        knownEvents(trx, consumers).orderBy('id').limit(sql.lit(batchSize)).forUpdate().skipLocked(),
      )
      .returning(['id', 'event'])
      .execute();
    // `as`: appendEvents writes nothing else into the column.
    const told = rows.map(({ id, event }) => ({ id, event: event as unknown as AppEvent }));
    const jobs = toJobs(told, consumers);
    if (jobs.length > 0) await insertJobs(trx, jobs);
    return { count: rows.length, jobs };
  });
  try {
    if (jobs.length > 0) await queue.add(prioritize(jobs, consumers));
  } catch (error) {
    onNotQueued();
    throw error;
  }
  return count;
}

function toJobs(rows: readonly StoredEvent[], consumers: ConsumerTable): Job[] {
  const told = rows.flatMap((row) => consumersOf(row, consumers).map((consumer) => ({ row, consumer })));
  return [...Map.groupBy(told, ({ consumer }) => consumer)].flatMap(([consumer, pairs]) =>
    chunk(
      pairs.map(({ row }) => row),
      consumer.maxEvents ?? pairs.length,
    ).map((events) => toJob(consumer, events)),
  );
}

function consumersOf(
  { event }: StoredEvent,
  consumers: ConsumerTable,
): readonly Pick<Consumer, 'name' | 'maxEvents'>[] {
  return consumers[event.type];
}

function toJob({ name }: Pick<Consumer, 'name'>, told: StoredEvent[]): Job {
  const ids = told.map(({ id }) => id).sort();
  const digest = createHash('sha1').update(ids.join()).digest('base64url');
  return { name, id: `${name}-${digest}`, events: told.map(({ event }) => event) };
}

function chunk<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

interface StoredEvent {
  id: string;
  event: AppEvent;
}
