import { setTimeout as delay } from 'node:timers/promises';
import type { Account } from './accounts.ts';
import { call, listAll } from './call.ts';
import type { Write } from './writer.ts';

/** A home timeline keeps so many of the newest. */
const timelineLength = 800;
const settleWithinMs = 60_000;

export interface Verification {
  /** Places where a tweet must stand. */
  entries: number;
  missing: number;
  repeated: number;
  foreign: number;
  settledMs: number;
  problems: string[];
}

/** Compares authors' lists, home timelines and counters with what was sent, once the jobs that write timelines are through. */
export async function verifyTweets(
  url: string,
  { accounts, writes }: { accounts: readonly Account[]; writes: readonly Write[] },
): Promise<Verification> {
  const startedAt = performance.now();
  for (;;) {
    const lists = (await Promise.all(accounts.map((account) => checkLists(url, account, writes)))).flat();
    const settledMs = performance.now() - startedAt;
    const isMissing = lists.some(({ missing }) => missing > 0);
    if (isMissing && settledMs < settleWithinMs) {
      await delay(200);
      continue;
    }
    const sum = (key: 'entries' | 'missing' | 'repeated' | 'foreign') =>
      lists.reduce((total, list) => total + list[key], 0);
    return {
      ...{
        entries: sum('entries'),
        missing: sum('missing'),
        repeated: sum('repeated'),
        foreign: sum('foreign'),
      },
      settledMs,
      problems: [
        ...lists.flatMap(problemsOf),
        ...(await Promise.all(accounts.map((account) => checkCounters(url, account, writes)))).flat(),
      ],
    };
  }
}

async function checkLists(url: string, account: Account, writes: readonly Write[]): Promise<ListCheck[]> {
  const { username, id, token } = account;
  const readers = new Set([account, ...account.followees]);
  const own = writes.filter(({ author }) => author === account);
  const home = writes.filter(({ author }) => readers.has(author));
  return [
    compare(
      `${username}’s tweets`,
      own,
      await listAll(`${url}/api/users/${id}/tweets`, { token, most: own.length + 100 }),
    ),
    compare(
      `${username}’s timeline`,
      home,
      await listAll(`${url}/api/tweets`, { token, most: timelineLength }),
    ),
  ];
}

/** The newest of what was written, against what a list gives. */
function compare(
  list: string,
  writes: readonly Write[],
  items: readonly { id: string; text: string }[],
): ListCheck {
  const textById = new Map(writes.map(({ tweetId = '', text }) => [tweetId, text]));
  const expected = [...textById.keys()].sort(newestFirst).slice(0, timelineLength);
  const ids = items.slice(0, timelineLength).map(({ id }) => id);
  const actual = new Set(ids);
  return {
    list,
    entries: expected.length,
    missing: expected.filter((id) => !actual.has(id)).length,
    repeated: ids.length - actual.size,
    foreign: items.filter(({ id, text }) => textById.get(id) !== text).length,
    isInOrder: ids.every((id, index) => id === expected[index]),
  };
}

function newestFirst(a: string, b: string): number {
  return BigInt(a) > BigInt(b) ? -1 : 1;
}

function problemsOf({ list, missing, repeated, foreign, isInOrder }: ListCheck): string[] {
  const isRight = isInOrder && missing + repeated + foreign === 0;
  return isRight
    ? []
    : [`${list}: ${missing} missing, ${repeated} repeated, ${foreign} foreign, in order: ${isInOrder}`];
}

async function checkCounters(url: string, account: Account, writes: readonly Write[]): Promise<string[]> {
  const user = await call<Counters>(`${url}/auth/me`, { token: account.token });
  const expected: Counters = {
    tweetCount: writes.filter(({ author }) => author === account).length,
    followerCount: account.followers.length,
    followingCount: account.followees.length,
  };
  return countersOf(expected).flatMap(([name, value]) =>
    user[name] === value ? [] : [`${account.username}: ${name} is ${user[name]}, not ${value}`],
  );
}

function countersOf(counters: Counters): [keyof Counters, number][] {
  const { tweetCount, followerCount, followingCount } = counters;
  return [
    ['tweetCount', tweetCount],
    ['followerCount', followerCount],
    ['followingCount', followingCount],
  ];
}

interface ListCheck {
  list: string;
  entries: number;
  missing: number;
  repeated: number;
  foreign: number;
  isInOrder: boolean;
}

interface Counters {
  tweetCount: number;
  followerCount: number;
  followingCount: number;
}
