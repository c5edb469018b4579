import type { Services } from './core/context.ts';
import type { DataCheck } from './core/data-check.ts';
import { checkCounters } from './counters/check-counters.ts';
import { checkNotifications } from './notifications/check-notifications.ts';
import { checkSearch } from './search/check-search.ts';
import { checkTimelines } from './timelines/check-timelines.ts';
import { checkTrends } from './trends/check-trends.ts';

/**
 * What is derived, in the order in which it is to be repaired.
 * @param sample only so many timelines, chosen at random.
 */
export function listDataChecks(
  services: Pick<Services, 'db' | 'settings' | 'search'>,
  { sample }: { sample?: number | undefined } = {},
): DataCheck[] {
  return [
    checkCounters(services),
    checkTimelines(services, { sample }),
    checkNotifications(services),
    checkSearch(services),
    checkTrends(services),
  ];
}
