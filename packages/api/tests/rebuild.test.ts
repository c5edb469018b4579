import { createTestApp, type TestUser } from '@dunlin/harness';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { verifyCounters } from '../src/counters/verify-counters.ts';
import { lockAuthors } from '../src/timelines/author-lock.ts';
import { rebuildTimelines } from '../src/timelines/rebuild-timelines.ts';
import { verifyTimelines } from '../src/timelines/verify-timelines.ts';

const settings = { timelineMaxEntries: 20, timelineReserve: 0, mergeAtReadFollowers: 4 };
const app = await createTestApp({ settings });
afterAll(() => app[Symbol.asyncDispose]());

const clean = { missing: 0, extra: 0, duplicates: 0, misordered: 0 };

test('what the jobs have written verifies, entry by entry', async () => {
  const [alice, bob] = await app.createUsers('clean_alice', 'clean_bob');
  await app.as(bob).follows.create({ id: alice.id });
  await post(alice, 3);
  await post(bob, 1);
  await app.drain();

  const before = await verify();

  expect(before).toMatchObject({ ...clean, excused: 0, examples: [] });
  expect(before.users).toBeGreaterThanOrEqual(2);
  expect(before.entries).toBeGreaterThanOrEqual(3 + 4);
});

test('lost entries are reported, and put back as old ones', async () => {
  const [alice, bob] = await app.createUsers('lost_alice', 'lost_bob');
  await app.as(bob).follows.create({ id: alice.id });
  const tweets = await post(alice, 5);
  await app.drain();
  const shown = await home(bob);
  await app.db.deleteFrom('timelineEntries').where('userId', '=', bob.id).execute();

  const report = await verify();
  expect(report).toMatchObject({ ...clean, missing: 5 });
  expect(report.examples).toContainEqual({
    ...{ kind: 'missing', userId: bob.id, tweetId: tweets[0], authorId: alice.id },
  });

  expect(await rebuild()).toMatchObject({ inserted: 5, deleted: 0 });
  expect(await home(bob)).toEqual(shown);
  expect(await verify()).toMatchObject(clean);
  const { rows } = await sql`
    select from timeline_entries join tweets on tweets.id = tweet_id
    where user_id = ${bob.id} and timeline_entries.added_xid <> tweets.added_xid`.execute(app.db);
  expect(rows).toEqual([]);
});

test('entries that do not belong are reported and removed, and what they hid comes back', async () => {
  const [alice, bob, stranger] = await app.createUsers('extra_alice', 'extra_bob', 'extra_stranger');
  await app.as(bob).follows.create({ id: alice.id });
  await post(alice, 20);
  await app.drain();
  const strange = await post(stranger, 2);
  await app.drain();
  await app.db
    .insertInto('timelineEntries')
    .values(strange.map((tweetId) => ({ userId: bob.id, tweetId })))
    .execute();

  expect(await verify()).toMatchObject({ ...clean, extra: 2, missing: 2 });

  expect(await rebuild()).toMatchObject({ inserted: 0, deleted: 2 });
  expect(await verify()).toMatchObject(clean);
  expect(await home(bob)).toHaveLength(20);
});

test('an entry of a tweet that does not exist, or of a deleted user, does not belong', async () => {
  const [alice, gone] = await app.createUsers('ghost_alice', 'ghost_gone');
  const [tweetId = ''] = await post(alice, 1);
  await app.as(gone).users.delete({ id: gone.id });
  await app.drain();
  await app.db
    .insertInto('timelineEntries')
    .values([
      { userId: alice.id, tweetId: '7' },
      { userId: gone.id, tweetId },
    ])
    .execute();

  const report = await verify();
  expect(report).toMatchObject({ ...clean, extra: 2 });
  expect(report.examples).toContainEqual({ kind: 'extra', userId: alice.id, tweetId: '7', authorId: null });
  expect(await rebuild()).toMatchObject({ inserted: 0, deleted: 2 });
  expect(await verify()).toMatchObject(clean);
});

test('a second rebuild finds nothing to do', async () => {
  await rebuild();
  expect(await rebuild()).toMatchObject({ inserted: 0, deleted: 0, mergedAuthors: 0, writtenAuthors: 0 });
});

test('deleting tweets brings back what they had pushed out of a full timeline', async () => {
  const [alice, bob] = await app.createUsers('short_alice', 'short_bob');
  await app.as(bob).follows.create({ id: alice.id });
  const tweets = await post(alice, 25);
  await app.drain();
  await rebuild();
  for (const id of tweets.slice(-3)) await app.as(alice).tweets.delete({ id });
  await app.drain();

  expect(await home(bob)).toEqual(tweets.slice(2, -3).toReversed());
  expect(await verify()).toMatchObject({ ...clean, excused: 0 });
});

test('unfollowing brings back what the unfollowed had pushed out of a full timeline', async () => {
  const [quiet, loud, bob] = await app.createUsers('refill_quiet', 'refill_loud', 'refill_bob');
  const quietly = await post(quiet, 10);
  await post(loud, 25);
  await app.as(bob).follows.create({ id: quiet.id });
  await app.drain();
  await app.as(bob).follows.create({ id: loud.id });
  await app.drain();
  expect(await home(bob)).not.toContain(quietly[0]);

  await app.as(bob).follows.delete({ id: loud.id });
  await app.drain();

  expect(await home(bob)).toEqual(quietly.toReversed());
  expect(await verify()).toMatchObject(clean);
});

test('what a pending job is going to settle is no fault, and a rebuild leaves it to the job', async () => {
  const [alice, bob] = await app.createUsers('pending_alice', 'pending_bob');
  await app.as(bob).follows.create({ id: alice.id });
  await app.drain();
  const locked = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const holding = app.db.transaction().execute(async (trx) => {
    await lockAuthors(trx, [alice.id], 'exclusive');
    locked.resolve();
    await release.promise;
  });
  await locked.promise;
  const [tweetId = ''] = await post(alice, 1);

  expect(await verify()).toMatchObject({ ...clean, excused: 1 });
  expect(await rebuild()).toMatchObject({ inserted: 0 });
  expect(await home(bob)).toEqual([]);

  release.resolve();
  await holding;
  await app.drain();
  expect(await home(bob)).toEqual([tweetId]);
  expect(await verify()).toMatchObject({ ...clean, excused: 0 });
});

test('an author who fell below half the threshold is written again, and nothing goes missing', async () => {
  const [star, ...fans] = await app.createUsers('star', 'fan_a', 'fan_b', 'fan_c', 'fan_d');
  for (const fan of fans) {
    await app.as(fan).follows.create({ id: star.id });
    await app.drain();
  }
  const tweets = await post(star, 3);
  await app.drain();
  expect(await mergedAtRead(star)).toBe(true);
  const [fan, , ...leaving] = fans;
  for (const user of [...leaving, fans[1]]) if (user) await app.as(user).follows.delete({ id: star.id });
  await app.drain();
  if (!fan) throw new Error('there is no fan left');
  const entries = () =>
    app.db.selectFrom('timelineEntries').selectAll().where('userId', '=', fan.id).execute();
  expect(await entries()).toEqual([]);

  expect(await rebuild()).toMatchObject({ writtenAuthors: 1 });

  expect(await mergedAtRead(star)).toBe(false);
  expect(await entries()).toHaveLength(3);
  expect(await home(fan)).toEqual(tweets.toReversed());
  expect(await verify()).toMatchObject(clean);
});

test('an author who has the threshold is merged, also when it was lowered since', async () => {
  const [star, ...fans] = await app.createUsers('rising', 'rising_a', 'rising_b', 'rising_c');
  for (const fan of fans) await app.as(fan).follows.create({ id: star.id });
  await app.drain();
  expect(await mergedAtRead(star)).toBe(false);

  const report = await rebuildTimelines(app.db, { settings: { ...settings, mergeAtReadFollowers: 3 } });

  expect(report.mergedAuthors).toBe(1);
  expect(await mergedAtRead(star)).toBe(true);
  expect(await verify()).toMatchObject(clean);
});

test('a rebuild beside a busy server loses nothing and leaves nothing behind', async () => {
  const users = await app.createUsers('busy_a', 'busy_b', 'busy_c');
  let done = false;
  const rebuilding = (async () => {
    while (!done) await rebuild();
  })();
  for (let round = 0; round < 8; round++) {
    await Promise.all(
      users.map(async (user, index) => {
        const other = users[(index + 1) % users.length] ?? user;
        const [tweetId = ''] = await post(user, 1);
        if (round % 2 === 0) await app.as(user).follows.create({ id: other.id });
        else await app.as(user).follows.delete({ id: other.id });
        if (round % 3 === 0) await app.as(user).tweets.delete({ id: tweetId });
      }),
    );
  }
  done = true;
  await rebuilding;
  await app.drain();

  expect(await verify()).toMatchObject(clean);
  expect(app.errors).toEqual([]);
});

test('a sample is of so many users, and progress ends at the whole', async () => {
  const progress: { done: number; total: number }[] = [];
  const report = await verifyTimelines(app.db, {
    settings,
    sample: 2,
    onProgress: (step) => progress.push(step),
  });
  expect(report.users).toBe(2);
  expect(progress).toEqual([
    { done: 0, total: 2 },
    { done: 2, total: 2 },
  ]);
});

test('counters agree with the rows they count, and one that does not is named', async () => {
  const [alice, bob] = await app.createUsers('count_alice', 'count_bob');
  const [tweetId = ''] = await post(alice, 2);
  await app.as(bob).tweets.create({ text: 'a reply', replyToId: tweetId });
  await app.as(bob).likes.create({ id: tweetId });
  await app.as(bob).follows.create({ id: alice.id });
  await app.drain();
  expect(await verifyCounters(app.db)).toMatchObject({ wrong: 0, examples: [] });

  await sql`update tweet_counts set likes = likes + 2 where tweet_id = ${tweetId} and likes > 0`.execute(
    app.db,
  );
  await app.db.deleteFrom('userCounts').where('userId', '=', bob.id).execute();

  const report = await verifyCounters(app.db);
  expect(report.wrong).toBe(3);
  expect(report.examples).toEqual(
    expect.arrayContaining([
      { counter: 'tweet_counts.likes', id: tweetId, counted: 3, actual: 1 },
      { counter: 'user_counts.tweets', id: bob.id, counted: 0, actual: 1 },
      { counter: 'user_counts.following', id: bob.id, counted: 0, actual: 1 },
    ]),
  );
});

const verify = () => verifyTimelines(app.db, { settings });
const rebuild = () => rebuildTimelines(app.db, { settings });

/** What the database shows: a rebuild cannot tell a server's cache. */
async function home(user: TestUser): Promise<string[]> {
  const rows = await app.db
    .selectFrom('homeTimeline')
    .select('tweetId')
    .distinct()
    .where('userId', '=', user.id)
    .orderBy('tweetId', 'desc')
    .limit(settings.timelineMaxEntries)
    .execute();
  return rows.map(({ tweetId }) => tweetId ?? '');
}

/** @returns the ids, oldest first. */
async function post(user: TestUser, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let number = 1; number <= count; number++) {
    ids.push((await app.as(user).tweets.create({ text: `number ${number} of ${count}` })).id);
  }
  return ids;
}

async function mergedAtRead({ id }: TestUser): Promise<boolean> {
  const user = await app.db
    .selectFrom('users')
    .select('mergedAtRead')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return user.mergedAtRead;
}
