import type { Database } from '@dunlin/db';
import { type ConsumerTable, isJobConsumer, listConsumers } from './consumer.ts';
import { type Job, listJobIds, listJobs } from './job.ts';
import type { JobQueue, PrioritizedJob } from './queue/job-queue.ts';

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
    if (missing.length > 0) await queue.add(await prioritize(db, await listJobs(db, missing), consumers));
    after = last;
  }
}

/** Says of each where it waits, and for whom. */
export async function prioritize(
  db: Database,
  jobs: readonly Job[],
  consumers: ConsumerTable,
): Promise<PrioritizedJob[]> {
  const byName = listConsumers(consumers);
  const prioritized: PrioritizedJob[] = [];
  for (const [name, ofName] of Map.groupBy(jobs, (job) => job.name)) {
    const consumer = byName.get(name);
    const { priority, rank, lane = 'main' } = consumer && isJobConsumer(consumer) ? consumer : {};
    // What is ranked takes one event in a job.
    const ranks = await rank?.(
      db,
      ofName.flatMap(({ events }) => events.slice(0, 1)),
    );
    for (const [index, job] of ofName.entries())
      prioritized.push({ ...job, lane, priority: ranks?.[index] ?? priority });
  }
  return prioritized;
}
