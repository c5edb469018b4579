import { createPostgresBackend, type Job, Queue, Worker } from 'bullmq';
import { consumers } from '../effects.ts';
import { takeFromOutbox } from './take-from-outbox.ts';
import type { OpenWay } from './way.ts';

const queueName = 'bench';
const concurrency = 8;

/** As Dunlin did it: whoever takes writes out of the outbox makes a job for each effect, before that commits. */
export const openBullmq: OpenWay = async ({ databaseUrl, pool, apply }) => {
  const connection = { connectionString: databaseUrl, migrate: true, max: concurrency };
  const defaultJobOptions = { removeOnComplete: true };
  const queue = new Queue(queueName, { connection, defaultJobOptions }, createPostgresBackend);
  await queue.waitUntilReady();
  const worker = new Worker(
    queueName,
    ({ name, data }: Job<{ write: string }>) =>
      apply((text, values) => pool.query(text, values), name, [data.write]),
    { connection, concurrency },
    createPostgresBackend,
  );
  await worker.waitUntilReady();
  const relay = takeFromOutbox(pool, async (_client, writes) => {
    const jobs = writes.flatMap((write) =>
      consumers.map((name) => ({ name, data: { write }, opts: { jobId: `${name}-${write}` } })),
    );
    if (jobs.length > 0) await queue.addBulk(jobs);
  });
  return {
    ...relay,
    async [Symbol.asyncDispose]() {
      await relay[Symbol.asyncDispose]();
      await worker.close();
      await queue.close();
    },
  };
};
