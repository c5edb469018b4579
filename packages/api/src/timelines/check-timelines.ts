import type { Services } from '../core/context.ts';
import type { DataCheck } from '../core/data-check.ts';
import { rebuildTimelines } from './rebuild-timelines.ts';
import { verifyTimelines } from './verify-timelines.ts';

export function checkTimelines(
  { db, settings }: Pick<Services, 'db' | 'settings'>,
  { sample }: { sample: number | undefined },
): DataCheck {
  return {
    subject: 'timelines',
    async verify(onProgress) {
      const report = await verifyTimelines(db, { settings, sample, onProgress });
      const { users, entries, missing, extra, duplicates, misordered, excused, examples } = report;
      return {
        compared: `${users} timelines with ${entries} entries`,
        faults: { missing, extra, twice: duplicates, misordered },
        pending: excused,
        examples: examples.map(
          ({ kind, userId, tweetId }) => `${kind}: tweet ${tweetId} in the timeline of user ${userId}`,
        ),
      };
    },
    async repair(onProgress) {
      await rebuildTimelines(db, { settings, onProgress });
      return true;
    },
  };
}
