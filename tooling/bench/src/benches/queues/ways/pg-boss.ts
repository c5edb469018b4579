import { type Job, PgBoss } from 'pg-boss';
import { consumers } from '../effects.ts';
import { takeFromOutbox } from './take-from-outbox.ts';
import type { OpenWay } from './way.ts';

const batchSize = 100;

/** A queue for each consumer, whose worker takes batches as long as they are full, effects in their transaction. */
export const openPgBoss: OpenWay = async ({ databaseUrl, pool, apply }) => {
  const boss = new PgBoss({ connectionString: databaseUrl, max: consumers.length * 2, supervise: false });
  await boss.start();
  for (const consumer of consumers) {
    await boss.createQueue(consumer);
    await boss.work(
      consumer,
      { batchSize, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5, transactional: true },
      (jobs: Job<{ write: string }>[], db) =>
        apply(
          (text, values) => db.executeSql(text, values),
          consumer,
          jobs.map(({ data }) => data.write),
        ),
    );
  }
  const relay = takeFromOutbox(pool, async (client, writes) => {
    const db = { executeSql: (text: string, values?: unknown[]) => client.query(text, values) };
    const jobs = writes.map((write) => ({ data: { write } }));
    if (jobs.length > 0) for (const consumer of consumers) await boss.insert(consumer, jobs, { db });
  });
  return {
    ...relay,
    async [Symbol.asyncDispose]() {
      await relay[Symbol.asyncDispose]();
      await boss.stop();
    },
  };
};
