import type { Database } from '@dunlin/db';
import { maxExamples, type OnProgress } from '../core/data-check.ts';
import type { Settings } from '../core/settings.ts';
import type { TimelineDifference } from './compare-timelines.ts';
import { findDifferences } from './find-differences.ts';
import { batchUsers } from './user-batches.ts';

const batchSize = 100;

export interface TimelinesReport {
  users: number;
  entries: number;
  /** Tweets that a timeline should show and does not. */
  missing: number;
  /** Entries that a timeline should not show. */
  extra: number;
  duplicates: number;
  misordered: number;
  /** Differences that a job is still going to settle. */
  excused: number;
  examples: TimelineDifference[];
}

/**
 * Compares what home timelines show, the newest `timelineMaxEntries` that can be shown, with a recomputation from follows, tweets and
 * the rules of visibility.
 *
 * Each batch of users is read in one snapshot, so a server may be running. What pending jobs are going to settle (see
 * `findDifferences`) is not counted; a verification after `drain()` has nothing to excuse.
 */
export async function verifyTimelines(
  db: Database,
  options: VerifyTimelinesOptions,
): Promise<TimelinesReport> {
  const report: TimelinesReport = {
    ...{ users: 0, entries: 0, missing: 0, extra: 0, duplicates: 0, misordered: 0, excused: 0 },
    examples: [],
  };
  const maxEntries = options.settings.timelineMaxEntries;
  for await (const userIds of batchUsers(db, { size: batchSize, ...options })) {
    const { comparisons, differences, pending } = await findDifferences(db, { userIds, maxEntries });
    report.users += comparisons.length;
    for (const { entries, duplicates, misordered } of comparisons) {
      report.entries += entries;
      report.duplicates += duplicates;
      report.misordered += misordered;
    }
    report.excused += pending;
    const faults = differences.filter(({ kind }) => kind !== 'hidden');
    report.missing += faults.filter(({ kind }) => kind === 'missing').length;
    report.extra += faults.filter(({ kind }) => kind === 'extra').length;
    report.examples.push(...faults.slice(0, maxExamples - report.examples.length));
  }
  return report;
}

export interface VerifyTimelinesOptions {
  settings: Pick<Settings, 'timelineMaxEntries'>;
  onProgress?: OnProgress | undefined;
  /** Only so many users, chosen at random. */
  sample?: number | undefined;
}
