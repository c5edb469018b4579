import type { Services } from '../core/context.ts';
import type { DataCheck, Findings } from '../core/data-check.ts';
import { reindexSearch } from './reindex.ts';
import { type SearchReport, verifySearch } from './verify-search.ts';

/** The index in the database; for the other there is its own. */
export function checkSearch(services: Pick<Services, 'db' | 'search'>): DataCheck {
  return {
    subject: 'search',
    verify: async (onProgress) =>
      toFindings(await verifySearch(services.db, services.search, { onProgress })),
    async repair(onProgress) {
      await reindexSearch(services, { onProgress });
      return true;
    },
  };
}

export function toFindings(report: SearchReport): Findings {
  const { users, tweets, missing, extra, different, excused, examples } = report;
  return {
    compared: `${users} users and ${tweets} tweets`,
    faults: { missing, extra, different },
    pending: excused,
    examples: examples.map(({ kind, table, id }) => `${kind}: ${id} of ${table}`),
  };
}
