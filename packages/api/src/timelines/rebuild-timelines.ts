import type { Database } from '@dunlin/db';
import type { Settings } from '../core/settings.ts';
import { findDifferences } from './find-differences.ts';
import { mergePopularAuthors, writeUnpopularAuthors } from './merged-authors.ts';
import { repairTimelines } from './repair-timelines.ts';
import { trimTimelines } from './trim.ts';
import { batchUsers, type OnProgress } from './user-batches.ts';

const batchSize = 100;

export interface RebuildReport {
  users: number;
  inserted: number;
  deleted: number;
  /** Authors that are merged when timelines are read from now on, having reached the threshold. */
  mergedAuthors: number;
  /** Authors that are written to each timeline again, having fallen below half the threshold. */
  writtenAuthors: number;
}

/**
 * Brings every home timeline in line with follows and tweets: inserts what is missing, deletes what does not belong.
 *
 * Servers may run: what pending jobs are going to settle is left to them. It may be interrupted and run again. A running
 * server's cached timeline heads follow within half a minute.
 */
export async function rebuildTimelines(db: Database, options: RebuildOptions): Promise<RebuildReport> {
  const { settings, onProgress } = options;
  const report: RebuildReport = {
    ...{ users: 0, inserted: 0, deleted: 0 },
    mergedAuthors: await mergePopularAuthors(db, settings),
    writtenAuthors: await writeUnpopularAuthors(db, settings),
  };
  const maxEntries = settings.timelineMaxEntries;
  for await (const userIds of batchUsers(db, { size: batchSize, onProgress })) {
    // Again after each repair: entries that did not belong had hidden what stands below them.
    for (let changes = 1; changes > 0; ) {
      const { differences } = await findDifferences(db, { userIds, maxEntries });
      const { inserted, deleted } = await repairTimelines(db, differences);
      report.inserted += inserted;
      report.deleted += deleted;
      changes = inserted + deleted;
    }
    await trimTimelines(db, userIds, maxEntries);
    report.users += userIds.length;
  }
  return report;
}

export interface RebuildOptions {
  settings: Pick<Settings, 'timelineMaxEntries' | 'mergeAtReadFollowers'>;
  onProgress?: OnProgress;
}
