import type { Database } from '@dunlin/db';
import { type ConsumerTable, isJobConsumer, listConsumers } from './consumer.ts';
import { type Job, listJobIds, listJobs } from './job.ts';
import type { JobQueue } from './queue/job-queue.ts';

const pageSize = 1_000;

/** Puts jobs into the queue that it should have and has not: it lost them, never got them, or was another when they were made. */
export async function restoreLostJobs(
  db: Database,
  { queue, consumers, olderThanMs }: { queue: JobQueue; consumers: ConsumerTable; olderThanMs: number },
): Promise<void> {
  let after = '';
  for (;;) {
    const ids = await listJobIds(db, { after, olderThanMs, limit: pageSize });
    const last = ids.at(-1);
    if (last === undefined) return;
    const missing = await queue.findMissing(ids);
    if (missing.length > 0) await queue.add(prioritize(await listJobs(db, missing), consumers));
    after = last;
  }
}

export function prioritize(jobs: readonly Job[], consumers: ConsumerTable) {
  const byName = listConsumers(consumers);
  return jobs.map((job) => {
    const consumer = byName.get(job.name);
    return { ...job, priority: consumer && isJobConsumer(consumer) ? consumer.priority : undefined };
  });
}
