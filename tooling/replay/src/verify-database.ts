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
  const startedAt = performance.now();
  while ((await hasPendingEvents(db)) && performance.now() - startedAt < settleTimeoutMs)
    await delay(pauseMs);
  const settleMs = performance.now() - startedAt;
  const services = { db, settings: defaultSettings, search: createPostgresSearch(db) };
  const findings = new Map<string, Findings>();
  for (const { subject, verify } of listDataChecks(services))
    findings.set(subject, await showProgress(`Verifying ${subject}`, verify));
  return { settleMs, findings };
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
