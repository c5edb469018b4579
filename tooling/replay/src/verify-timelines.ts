import { setTimeout as delay } from 'node:timers/promises';
import { findDifference, type PostedTweet, type SeenTweet } from './expected-timelines.ts';
import { forEachConcurrently } from './for-each-concurrently.ts';
import type { Plan } from './plan.ts';
import type { Sessions } from './sessions.ts';

const concurrency = 4;
const pageSize = 100;
const pauseMs = 500;

export interface Verification {
  verified: number;
  /** Entries of the verified timelines, each compared with the files. */
  entries: number;
  /** What is wrong with the others, as `@username: …`. */
  differences: string[];
}

/** Reads the home timelines of these accounts, those that differ again and again, until all are right or the time is over. */
export async function verifyTimelines(
  plan: Plan,
  options: {
    expected: ReadonlyMap<number, PostedTweet[]>;
    sessions: Sessions;
    timeoutMs: number;
    onVerified: () => void;
  },
): Promise<Verification> {
  const { expected, sessions, timeoutMs, onVerified } = options;
  const deadline = performance.now() + timeoutMs;
  const result: Verification = { verified: 0, entries: 0, differences: [] };
  let pending = [...expected];
  for (;;) {
    const differing: typeof pending = [];
    result.differences = [];
    await forEachConcurrently(pending, concurrency, async ([account, tweets]) => {
      const seen = await readHome(sessions, account);
      const difference = findDifference(plan, { expected: tweets, seen });
      if (difference === undefined) {
        result.verified++;
        result.entries += seen.length;
        onVerified();
        return;
      }
      differing.push([account, tweets]);
      result.differences.push(`@${plan.usernames[account]}: ${difference}`);
    });
    pending = differing;
    if (pending.length === 0 || performance.now() > deadline) return result;
    await delay(pauseMs);
  }
}

async function readHome(sessions: Sessions, account: number): Promise<SeenTweet[]> {
  const client = await sessions.signIn(account);
  return Array.fromAsync(client.timelines.home.items({ limit: pageSize }));
}
