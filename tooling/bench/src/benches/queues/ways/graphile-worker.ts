import { Logger, run } from 'graphile-worker';
import { consumers } from '../effects.ts';
import type { OpenWay } from './way.ts';

const concurrentJobs = 8;

/** Jobs are taken and acknowledged in batches, as its page on performance advises. */
export const openGraphileWorker: OpenWay = async ({ databaseUrl, apply }) => {
  const runner = await run({
    connectionString: databaseUrl,
    noHandleSignals: true,
    logger: new Logger(() => () => {}),
    preset: {
      worker: {
        ...{ concurrentJobs, maxPoolSize: concurrentJobs + 2 },
        ...{ localQueue: { size: 100 }, completeJobBatchDelay: 0 },
      },
    },
    taskList: Object.fromEntries(
      consumers.map((consumer) => [
        consumer,
        // `as`: what is enqueued below.
        (payload: unknown, { query }) => apply(query, consumer, [(payload as { write: string }).write]),
      ]),
    ),
  });
  return {
    enqueue: (client, write) =>
      client.query(
        `select from graphile_worker.add_jobs(array(
           select row(consumer, $2::json, null, null, null, null, null, null)::graphile_worker.job_spec from unnest($1::text[]) consumer))`,
        [consumers, JSON.stringify({ write })],
      ),
    [Symbol.asyncDispose]: () => runner.stop(),
  };
};
