import { createDatabase, type Database } from '@dunlin/db';
import { createPostgresBackend, Queue } from 'bullmq';
import { sql } from 'kysely';
import { createBullQueue, queueNames } from './bull-queue.ts';
import type { JobQueue } from './job-queue.ts';

const maxConnections = 8;
const allNames = Object.values(queueNames);

/** The queue in tables of its own, in the schema `bullmq` of the same database. */
export function openPostgresQueue(options: PostgresQueueOptions): Promise<JobQueue> {
  const { db, databaseUrl, retryDelayMs, onError } = options;
  const connection = { connectionString: databaseUrl, migrate: false, max: maxConnections };
  return createBullQueue(
    {
      factory: createPostgresBackend,
      connection,
      connectWorker: () => connection,
      disconnectWorker: () => {},
      // It is cleared when the queue moves away.
      mayBeStale: false,
      awaitReady: async (ready) => void (await ready),
      findMissing: (ids) => findMissing(db, ids),
      // It loses nothing.
      onReturn: () => {},
      onError,
      [Symbol.asyncDispose]: async () => {},
    },
    { retryDelayMs },
  );
}

/** Makes the queue's own tables, or brings them up to date; servers that start together take turns. */
export async function migrateQueue(databaseUrl: string): Promise<void> {
  const queue = new Queue(
    queueNames.main,
    { connection: { connectionString: databaseUrl, migrate: true, max: 1 } },
    createPostgresBackend,
  );
  queue.on('error', () => {});
  await queue.waitUntilReady();
  await queue.close();
  // Else the first job of each makes the sequence of its ids, as whoever may do no more than change rows.
  await using db = createDatabase({ url: databaseUrl, maxConnections: 1 });
  await sql`select bullmq.next_job_id(name) from unnest(${allNames}::text[]) as name`.execute(db);
}

/**
 * Forgets what it holds, when the queue is elsewhere now. That stands in `jobs`, except what an earlier version put in that ran
 * on after the migration, which is adopted.
 */
export async function clearPostgresQueue(db: Database): Promise<void> {
  await sql`
    with held as (delete from bullmq.job where queue = any(${allNames}::text[]) returning *)
    insert into jobs (id, name, events, failed_at, reason)
    select id, name, data -> 'events', case when state = 'failed' then now() end, failed_reason
    from held
    where state in ('waiting', 'active', 'delayed', 'failed') and jsonb_array_length(data -> 'events') > 0
    on conflict do nothing`.execute(db);
}

async function findMissing(db: Database, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from unnest(${ids}::text[]) as id
    where not exists (select from bullmq.job where queue = any(${allNames}::text[]) and job.id = id.id)`.execute(
    db,
  );
  return rows.map(({ id }) => id);
}

interface PostgresQueueOptions {
  db: Database;
  databaseUrl: string;
  retryDelayMs: number;
  onError: (error: unknown) => void;
}
