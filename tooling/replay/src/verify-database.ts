import { setTimeout as delay } from 'node:timers/promises';
import { defaultSettings, type Findings, hasPendingEvents, listDataChecks } from '@dunlin/api';
import { createPostgresSearch } from '@dunlin/backends/search';
import type { Database } from '@dunlin/db';
import { type Progress, startProgress } from './progress.ts';

const settleTimeoutMs = 10 * 60_000;
const pauseMs = 250;

export interface DatabaseVerification {
  /** How long the consequences of what had been written took. */
  settleMs: number;
  /** By subject. */
  findings: ReadonlyMap<string, Findings>;
}

/** Waits until every event has had its consequences, then compares all that is derived with the truth. */
export async function verifyDatabase(db: Database): Promise<DatabaseVerification> {
  const settleMs = await settle(db);
  const findings = new Map<string, Findings>();
  for (const { subject, verify } of listDataChecks(toServices(db)))
    findings.set(subject, await showProgress(`Verifying ${subject}`, verify));
  return { settleMs, findings };
}

/** The same of who was told of what, and strictly: while nobody has blocked anybody yet, nothing may have been kept from anybody. */
export async function verifyNotifications(db: Database): Promise<Findings> {
  await settle(db);
  const [check] = listDataChecks(toServices(db), { strict: true }).filter(
    ({ subject }) => subject === 'notifications',
  );
  if (!check) throw new Error('Notifications are not verified.');
  return await check.verify();
}

async function settle(db: Database): Promise<number> {
  const startedAt = performance.now();
  while ((await hasPendingEvents(db)) && performance.now() - startedAt < settleTimeoutMs)
    await delay(pauseMs);
  return performance.now() - startedAt;
}

function toServices(db: Database) {
  return { db, settings: defaultSettings, search: createPostgresSearch(db) };
}

async function showProgress(
  what: string,
  verify: (onProgress: (progress: { done: number; total: number }) => void) => Promise<Findings>,
): Promise<Findings> {
  let progress: Progress | undefined;
  let verified = 0;
  try {
    return await verify(({ done, total }) => {
      progress ??= startProgress(what, total);
      progress.advance(done - verified);
      verified = done;
    });
  } finally {
    progress?.[Symbol.dispose]();
  }
}
