import type { Database } from '@dunlin/db';
import { findDifferences } from './find-differences.ts';
import { repairTimelines } from './repair-timelines.ts';
import { trimTimelines } from './trim.ts';

/** Brings timelines in line with who follows, wrote and is shown what. @returns how many entries it wrote and removed. */
export async function settleTimelines(
  db: Database,
  batch: Parameters<typeof findDifferences>[1],
): Promise<{ inserted: number; deleted: number }> {
  const settled = { inserted: 0, deleted: 0 };
  // Again after each repair: entries that did not belong had hidden what stands below them.
  for (let changes = 1; changes > 0; ) {
    const { differences } = await findDifferences(db, batch);
    const { inserted, deleted } = await repairTimelines(db, differences);
    settled.inserted += inserted;
    settled.deleted += deleted;
    changes = inserted + deleted;
  }
  await trimTimelines(db, batch.userIds, { maxEntries: batch.maxEntries });
  return settled;
}
