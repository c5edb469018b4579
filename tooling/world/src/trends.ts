import { defaultSettings, listDataChecks } from '@dunlin/api';
import { createPostgresSearch } from '@dunlin/backends/search';
import { sql } from 'kysely';
import type { Step } from './steps.ts';

/** The product itself reads what was written of late. */
export const trendSteps: Step[] = [
  {
    name: 'trends',
    run: async () => {},
    async runOutside(db) {
      const checks = listDataChecks({ db, settings: defaultSettings, search: createPostgresSearch(db) });
      await checks.find(({ subject }) => subject === 'trends')?.repair(() => {});
    },
  },
  { name: 'statistics', run: async () => {}, runOutside: (db) => sql`vacuum analyze`.execute(db) },
];
