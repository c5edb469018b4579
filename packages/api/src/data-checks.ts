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
 * @param strict whether nobody has ever muted, blocked, suspended or hidden anybody from anybody: what nobody was told of is a fault then.
 */
export function listDataChecks(
  services: Pick<Services, 'db' | 'settings' | 'search'>,
  { sample, strict = false }: { sample?: number | undefined; strict?: boolean | undefined } = {},
): DataCheck[] {
  return [
    checkCounters(services),
    checkTimelines(services, { sample }),
    checkNotifications(services, { strict }),
    checkSearch(services),
    checkTrends(services),
  ];
}
