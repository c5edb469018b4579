import { randomUUID } from 'node:crypto';
import type { Database } from '@dunlin/db';
import { buildGraph, type Split } from './build-graph.ts';
import { type DroppedSubscriber, startDroppedSubscriber } from './dropped-subscriber.ts';
import { type PostedTweet, recomputeTimelines, sampleFollowers } from './expected-timelines.ts';
import { findOutOfOrder } from './file-order.ts';
import { forEachConcurrently } from './for-each-concurrently.ts';
import { type Mix, mixActions } from './mix-actions.ts';
import type { Plan } from './plan.ts';
import { type Posting, postingWindow, postTweets } from './post-tweets.ts';
import { startProgress } from './progress.ts';
import type { Outcome, StreamOutcome } from './report.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { verifyDatabase, verifyNotifications } from './verify-database.ts';
import { verifyTimelines } from './verify-timelines.ts';

const sampleSize = 200;
const wantedDrops = 50;
const settleTimeoutMs = 10 * 60_000;
/** What the live stream did not deliver when hints were lost comes with its next sweep of the timeline. */
const streamTimeoutMs = 60_000;
const signInConcurrency = 8;

/** Makes the accounts and follows, posts the tweets while a subscriber is dropped, and compares everything with the plan. */
export async function replay(
  plan: Plan,
  options: { url: string; split: Split; actions: number; openDatabase: () => Promise<Database> },
): Promise<Omit<Outcome, 'skippedLines'>> {
  const { url, split, actions, openDatabase } = options;
  const password = randomUUID();
  const sessions = createSessions({ url, usernames: plan.usernames, password });
  await buildGraph(plan, { split, sessions, openDatabase });

  const sample = sampleFollowers(plan, sampleSize);
  const [subscribed = 0] = sample;
  await signInAll(new Set([...Array(plan.authors).keys(), ...sample]), sessions);
  const account = plan.usernames[subscribed] ?? '';
  await using subscriber = await startDroppedSubscriber({ url, username: account, password });
  const posting = await post(plan, { sessions, subscriber });
  const postedAt = performance.now();

  const verification = await verify(plan, { sessions, sample, posted: posting.accepted });
  const settleMs = performance.now() - postedAt;
  const expected = recomputeTimelines(plan, { posted: posting.accepted, accounts: [subscribed] });
  const stream = await judgeStream(subscriber, { account, expected: expected.get(subscribed) ?? [] });
  const notifications = await withDatabase(openDatabase, verifyNotifications);
  const mix = await doActions(actions, { sessions, posted: posting.accepted });
  const database = await withDatabase(openDatabase, verifyDatabase);
  return {
    ...{ plan, split, posting, verification, settleMs, stream, notifications, mix, database },
    sample: sample.length,
    outOfOrder: findOutOfOrder(posting.accepted, postingWindow),
    expectedEntries: countEntries(plan, posting.accepted),
  };
}

async function signInAll(accounts: ReadonlySet<number>, sessions: Sessions): Promise<void> {
  using progress = startProgress('Signing in authors and readers', accounts.size);
  await forEachConcurrently(accounts, signInConcurrency, async (account) => {
    await sessions.signIn(account);
    progress.advance();
  });
}

/** The drops are spread evenly over the tweets. */
async function post(
  plan: Plan,
  { sessions, subscriber }: { sessions: Sessions; subscriber: DroppedSubscriber },
): Promise<Posting> {
  using progress = startProgress('Posting tweets', plan.tweets.length);
  const dueDrops = (place: number) => Math.floor(((place + 1) / plan.tweets.length) * wantedDrops);
  return await postTweets(plan, {
    sessions,
    async before(place) {
      while (subscriber.drops < dueDrops(place)) await subscriber.drop();
    },
    onProgress: progress.advance,
  });
}

async function verify(
  plan: Plan,
  options: { sessions: Sessions; sample: readonly number[]; posted: readonly PostedTweet[] },
) {
  const { sessions, sample, posted } = options;
  using progress = startProgress('Verifying followers’ timelines', sample.length);
  const expected = recomputeTimelines(plan, { posted, accounts: sample });
  const onVerified = progress.advance;
  return await verifyTimelines(plan, { expected, sessions, timeoutMs: settleTimeoutMs, onVerified });
}

async function doActions(
  count: number,
  { sessions, posted }: { sessions: Sessions; posted: readonly PostedTweet[] },
): Promise<Mix> {
  using progress = startProgress('Doing random things', count);
  return await mixActions({ sessions, posted, count, onProgress: progress.advance });
}

async function withDatabase<Result>(
  openDatabase: () => Promise<Database>,
  verify: (db: Database) => Promise<Result>,
): Promise<Result> {
  const db = await openDatabase();
  try {
    return await verify(db);
  } finally {
    await db.destroy();
  }
}

async function judgeStream(
  subscriber: DroppedSubscriber,
  { account, expected }: { account: string; expected: readonly PostedTweet[] },
): Promise<StreamOutcome> {
  await subscriber.waitFor(expected.length, streamTimeoutMs);
  const { received, drops, gaps } = subscriber;
  const expectedIds = new Set(expected.map(({ id }) => id));
  const receivedIds = new Set(received.keys());
  return {
    ...{ account, wantedDrops, drops, gaps },
    expected: expectedIds.size,
    delivered: expectedIds.intersection(receivedIds).size,
    missing: [...expectedIds.difference(receivedIds)],
    unexpected: [...receivedIds.difference(expectedIds)],
    repeated: [...received].filter(([, times]) => times > 1).map(([id]) => id),
  };
}

/** Each tweet stands in its author's timeline and in every follower's. */
function countEntries({ follows }: Plan, posted: readonly PostedTweet[]): number {
  const followers = new Map<number, number>();
  for (const { followee } of follows) followers.set(followee, (followers.get(followee) ?? 0) + 1);
  return posted.reduce((sum, { author }) => sum + 1 + (followers.get(author) ?? 0), 0);
}
