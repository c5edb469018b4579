import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import type { AppEvent } from '../core/events.ts';
import type { Hints } from '../live/hints.ts';
import type { Consumer, ConsumerTable } from './consumer.ts';
import type { ConsumerJob } from './jobs.ts';
import { queueName } from './queue.ts';

/** Bounds how late an event is relayed when its hint was lost. */
const pollMs = 1_000;
const batchSize = 500;

export interface Relay extends AsyncDisposable {
  /** Relays until the outbox is empty. */
  flush(): Promise<void>;
}

/**
 * Turns committed events into jobs, one per consumer and batch. At least once: a crash between handing over the jobs and
 * committing their removal repeats them, with the same ids where the batch is the same.
 */
export function startRelay(options: {
  db: Database;
  hints: Hints;
  consumers: ConsumerTable;
  enqueue: (jobs: ConsumerJob[]) => Promise<void>;
  onError: (error: unknown) => void;
}): Relay {
  const { db, hints, consumers, enqueue, onError } = options;
  let running: Promise<void> | undefined;
  let again = false;

  const relayAll = async () => {
    try {
      do {
        again = false;
        while ((await relayBatch(db, { consumers, enqueue })) >= batchSize);
      } while (again);
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
  // It works for all who wrote, so it does not take on the context of the one whose hint woke it.
  const wake = AsyncLocalStorage.bind(() => void flush().catch(onError));
  const stop = hints.onAny('outbox', wake);
  const timer = setInterval(wake, pollMs);
  wake();

  return {
    flush,
    async [Symbol.asyncDispose]() {
      stop();
      clearInterval(timer);
      await running?.catch(onError);
    },
  };
}

/** @returns how many events were relayed. */
async function relayBatch(
  db: Database,
  { consumers, enqueue }: { consumers: ConsumerTable; enqueue: (jobs: ConsumerJob[]) => Promise<void> },
): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const rows = await trx
      .deleteFrom('outbox')
      .where(
        'id',
        'in',
        knownEvents(trx, consumers).orderBy('id').limit(sql.lit(batchSize)).forUpdate().skipLocked(),
      )
      .returning(['id', 'event'])
      .execute();
    if (rows.length > 0) {
      // `as`: appendEvents writes nothing else into the column.
      const told = rows.map(({ id, event }) => ({ id, event: event as unknown as AppEvent }));
      await enqueue(toJobs(told, consumers));
    }
    return rows.length;
  });
}

/** During an upgrade a newer process may append others; they wait for a process that knows them. */
function knownEvents(db: Database, consumers: ConsumerTable) {
  const types = Object.keys(consumers);
  return db.selectFrom('outbox').select('id').where(sql`event ->> 'type'`, '=', sql`any(${types})`);
}

/** Whether an event has not had all its consequences yet: asked in one statement, so that none slips from the outbox into a job; those that only a newer process knows do not count. */
export async function hasPendingEvents(db: Database, consumers: ConsumerTable): Promise<boolean> {
  const { rows } = await sql<{ pending: boolean }>`
    select exists (${knownEvents(db, consumers)})
      or exists (
        select from bullmq.job where queue = ${queueName}
          and (state in ('waiting', 'active') or state = 'delayed' and scheduler_id is null)
      ) as pending`.execute(db);
  return rows[0]?.pending ?? false;
}

function toJobs(rows: readonly StoredEvent[], consumers: ConsumerTable): ConsumerJob[] {
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
): readonly Pick<Consumer, 'name' | 'maxEvents' | 'priority'>[] {
  return consumers[event.type];
}

function toJob({ name, priority }: Pick<Consumer, 'name' | 'priority'>, told: StoredEvent[]): ConsumerJob {
  const ids = told.map(({ id }) => id).sort();
  const digest = createHash('sha1').update(ids.join()).digest('base64url');
  return { name, id: `${name}-${digest}`, events: told.map(({ event }) => event), priority };
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
