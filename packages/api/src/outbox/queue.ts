import {
  createPostgresBackend,
  type JobsOptions,
  type PostgresConnectionOptions,
  type PostgresQueueBackend,
  Queue,
} from 'bullmq';
import type { AppEvent } from '../events.ts';

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
  const { databaseUrl, maxConnections, defaultJobOptions, onError } = options;
  const connection = { connectionString: databaseUrl, migrate: true, max: maxConnections };
  const queue: JobQueue = new Queue(
    queueName,
    { connection, ...(defaultJobOptions && { defaultJobOptions }) },
    createPostgresBackend,
  );
  queue.on('error', onError);
  await queue.waitUntilReady();
  return queue;
}

export interface QueueOptions {
  databaseUrl: string;
  maxConnections: number;
  defaultJobOptions?: JobsOptions;
  onError: (error: unknown) => void;
}
