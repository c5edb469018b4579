import { readFile, truncate } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { type PlanWork, readPlan } from '@dunlin/harness/read-plan';
import { z } from 'zod';

/** A statement that has run, as auto_explain told of it. */
export interface RunStatement extends PlanWork {
  sql: string;
}

/** Answers go out just before what they leave behind is done. */
const settledMs = 15;

export interface PlanLog {
  /** @returns what has been logged since the last call; nothing of it stays in the file, which would fill the disk */
  take(): Promise<RunStatement[]>;
  drop(): Promise<void>;
}

export function followPlanLog(file: string): PlanLog {
  return {
    async take() {
      await delay(settledMs);
      const log = await readFile(file, 'utf8');
      await truncate(file);
      return parsePlans(log);
    },
    async drop() {
      await delay(settledMs);
      await truncate(file);
    },
  };
}

/** Lines that go on with an entry begin with a tab. */
export function parsePlans(log: string): RunStatement[] {
  const entries = log.matchAll(/LOG: {2}duration: [\d.]+ ms {2}plan:\n((?:\t.*\n?)+)/g);
  return Array.from(entries, ([, json = '']) => {
    const { 'Query Text': sql, Plan: plan } = Entry.parse(JSON.parse(json));
    return { sql, ...readPlan(plan) };
  });
}

const Entry = z.object({ 'Query Text': z.string(), Plan: z.unknown() });
