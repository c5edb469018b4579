import { createHash } from 'node:crypto';
import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import { consumers } from '../consumers.ts';
import type { AppEvent } from '../events.ts';
import type { Hints } from '../hints.ts';
import type { ConsumerJob } from './jobs.ts';

/** Bounds how late an event is relayed when its hint was lost. */
const pollMs = 1_000;
const batchSize = 500;
/** During an upgrade a newer process may append others; they wait for a process that knows them. */
const knownTypes = Object.keys(consumers);

export interface Relay extends AsyncDisposable {
  /** Relays until the outbox is empty. */
  flush(): Promise<void>;
  /** Whether an event waits, or is being relayed by any process. */
  hasEvents(): Promise<boolean>;
}

/**
 * Turns committed events into jobs, one per consumer and batch. At least once: a crash between handing over the jobs and
 * committing their removal repeats them, with the same ids where the batch is the same.
 */
export function startRelay(options: {
  db: Database;
  hints: Hints;
  enqueue: (jobs: ConsumerJob[]) => Promise<void>;
  onError: (error: unknown) => void;
}): Relay {
  const { db, hints, enqueue, onError } = options;
  let running: Promise<void> | undefined;
  let again = false;

  const relayAll = async () => {
    try {
      do {
        again = false;
        while ((await relayBatch(db, enqueue)) >= batchSize);
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
  const wake = () => void flush().catch(onError);
  const stop = hints.onAny('outbox', wake);
  const timer = setInterval(wake, pollMs);
  wake();

  return {
    flush,
    hasEvents: async () => (await knownEvents(db).limit(1).executeTakeFirst()) !== undefined,
    async [Symbol.asyncDispose]() {
      stop();
      clearInterval(timer);
      await running?.catch(onError);
    },
  };
}

/** @returns how many events were relayed. */
async function relayBatch(db: Database, enqueue: (jobs: ConsumerJob[]) => Promise<void>): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const rows = await trx
      .deleteFrom('outbox')
      .where('id', 'in', knownEvents(trx).orderBy('id').limit(sql.lit(batchSize)).forUpdate().skipLocked())
      .returning(['id', 'event'])
      .execute();
    if (rows.length > 0) {
      // `as`: appendEvents writes nothing else into the column.
      await enqueue(toJobs(rows.map(({ id, event }) => ({ id, event: event as unknown as AppEvent }))));
    }
    return rows.length;
  });
}

function knownEvents(db: Database) {
  return db.selectFrom('outbox').select('id').where(sql`event ->> 'type'`, '=', sql`any(${knownTypes})`);
}

function toJobs(rows: readonly { id: string; event: AppEvent }[]): ConsumerJob[] {
  const byConsumer = Map.groupBy(
    rows.flatMap((row) => consumers[row.event.type].map(({ name }) => ({ ...row, name }))),
    ({ name }) => name,
  );
  return [...byConsumer].map(([name, told]) => ({
    name,
    id: `${name}-${createHash('sha1')
      .update(
        told
          .map(({ id }) => id)
          .sort()
          .join(),
      )
      .digest('base64url')}`,
    events: told.map(({ event }) => event),
  }));
}
