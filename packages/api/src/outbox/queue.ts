import {
  createPostgresBackend,
  type JobsOptions,
  type PostgresConnectionOptions,
  type PostgresQueueBackend,
  Queue,
} from 'bullmq';
import type { AppEvent } from '../core/events.ts';

export const queueName = 'dunlin';

export type JobData = { events: AppEvent[] };
export type JobQueue = Queue<
  JobData,
  void,
  string,
  JobData,
  void,
  string,
  PostgresQueueBackend,
  PostgresConnectionOptions
>;

/** The queue without a worker: what is put in waits for a server that runs. */
export async function openQueue(options: QueueOptions): Promise<JobQueue> {
  const { databaseUrl, maxConnections, migrate = false, defaultJobOptions, onError } = options;
  const connection = { connectionString: databaseUrl, migrate, max: maxConnections };
  const queue: JobQueue = new Queue(
    queueName,
    { connection, ...(defaultJobOptions && { defaultJobOptions }) },
    createPostgresBackend,
  );
  queue.on('error', onError);
  await queue.waitUntilReady();
  return queue;
}

/** Makes the queue's own tables, or brings them up to date; servers that start together take turns. */
export async function migrateQueue(databaseUrl: string): Promise<void> {
  const queue = await openQueue({ databaseUrl, maxConnections: 1, migrate: true, onError: () => {} });
  await queue.close();
}

export interface QueueOptions {
  databaseUrl: string;
  maxConnections: number;
  migrate?: boolean;
  defaultJobOptions?: JobsOptions;
  onError: (error: unknown) => void;
}
