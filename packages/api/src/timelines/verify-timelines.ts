import type { Database } from '@dunlin/db';
import { listPendingEvents } from '../outbox/pending-events.ts';
import type { Settings } from '../settings.ts';
import { compareTimelines, type TimelineDifference } from './compare-timelines.ts';
import { createPendingFilter } from './pending-differences.ts';
import { batchUsers, type OnProgress } from './user-batches.ts';

const batchSize = 100;
const maxExamples = 10;

export interface TimelinesReport {
  users: number;
  entries: number;
  /** Tweets that a timeline should show and does not. */
  missing: number;
  /** Entries that a timeline should not show. */
  extra: number;
  duplicates: number;
  misordered: number;
  /** Differences that are none: a job is still going to settle them, or an older tweet did not move up for a deleted one. */
  excused: number;
  examples: TimelineDifference[];
}

/**
 * Compares what home timelines show, the newest `timelineMaxEntries`, with a recomputation from follows and tweets.
 *
 * Each batch of users is read in one snapshot, so a server may be running. What pending jobs are going to settle (see
 * `createPendingFilter`) is not counted; a verification after `drain()` has nothing to excuse but deletions.
 */
export async function verifyTimelines(db: Database, options: VerifyTimelinesOptions): Promise<TimelinesReport> {
  const report: TimelinesReport = {
    ...{ users: 0, entries: 0, missing: 0, extra: 0, duplicates: 0, misordered: 0, excused: 0 },
    examples: [],
  };
  const maxEntries = options.settings.timelineMaxEntries;
  for await (const userIds of batchUsers(db, { size: batchSize, ...options })) {
    const { comparisons, differences, isPending } = await readBatch(db, { userIds, maxEntries });
    report.users += comparisons.length;
    for (const { entries, duplicates, misordered } of comparisons) {
      report.entries += entries;
      report.duplicates += duplicates;
      report.misordered += misordered;
    }
    for (const difference of differences) {
      const kind = isPending(difference) ? 'excused' : difference.kind;
      report[kind]++;
      if (kind !== 'excused' && report.examples.length < maxExamples) report.examples.push(difference);
    }
  }
  return report;
}

function readBatch(db: Database, batch: { userIds: readonly string[]; maxEntries: number }) {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      const comparisons = await compareTimelines(trx, batch);
      const differences = comparisons.flatMap((comparison) => comparison.differences);
      const events = differences.length > 0 ? await listPendingEvents(trx) : [];
      return { comparisons, differences, isPending: createPendingFilter(events) };
    });
}

export interface VerifyTimelinesOptions {
  settings: Pick<Settings, 'timelineMaxEntries'>;
  onProgress?: OnProgress;
  /** Only so many users, chosen at random. */
  sample?: number | undefined;
}
