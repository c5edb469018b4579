import { setTimeout as delay } from 'node:timers/promises';
import {
  type CountersReport,
  defaultSettings,
  hasPendingEvents,
  type TimelinesReport,
  verifyCounters,
  verifyTimelines,
} from '@dunlin/api';
import type { Database } from '@dunlin/db';
import { type Progress, startProgress } from './progress.ts';

const settleTimeoutMs = 10 * 60_000;
const pauseMs = 250;

export interface DatabaseVerification {
  /** How long the consequences of what had been written took. */
  settleMs: number;
  counters: CountersReport;
  timelines: TimelinesReport;
}

/** Waits until every event has had its consequences, then compares every counter with its rows and every timeline with the truth. */
export async function verifyDatabase(db: Database): Promise<DatabaseVerification> {
  const startedAt = performance.now();
  while ((await hasPendingEvents(db)) && performance.now() - startedAt < settleTimeoutMs)
    await delay(pauseMs);
  const settleMs = performance.now() - startedAt;
  const counters = await verifyCounters(db);
  return { settleMs, counters, timelines: await verifyEveryTimeline(db) };
}

async function verifyEveryTimeline(db: Database): Promise<TimelinesReport> {
  let progress: Progress | undefined;
  let verified = 0;
  try {
    return await verifyTimelines(db, {
      settings: defaultSettings,
      onProgress({ done, total }) {
        progress ??= startProgress('Verifying every timeline', total);
        progress.advance(done - verified);
        verified = done;
      },
    });
  } finally {
    progress?.[Symbol.dispose]();
  }
}
