import type { Database } from '@dunlin/db';
import type { OnProgress } from '../core/data-check.ts';
import type { Settings } from '../core/settings.ts';
import { mergePopularAuthors, writeUnpopularAuthors } from './merged-authors.ts';
import { settleTimelines } from './settle-timelines.ts';
import { keptEntries } from './trim.ts';
import { batchUsers } from './user-batches.ts';

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
  const maxEntries = keptEntries(settings);
  for await (const userIds of batchUsers(db, { size: batchSize, onProgress })) {
    const { inserted, deleted } = await settleTimelines(db, { userIds, maxEntries });
    report.inserted += inserted;
    report.deleted += deleted;
    report.users += userIds.length;
  }
  return report;
}

export interface RebuildOptions {
  settings: Pick<Settings, 'timelineMaxEntries' | 'timelineReserve' | 'mergeAtReadFollowers'>;
  onProgress?: OnProgress | undefined;
}
