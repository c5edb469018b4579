import { createTestApp, rejection, type TestUser } from '@dunlin/harness';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { createImpressions } from '../src/analytics/impressions.ts';
import { countUsage } from '../src/analytics/usage-days.ts';
import { verifyCounters } from '../src/counters/verify-counters.ts';
import { tweetViews } from '../src/tweets/queries.ts';

const app = await createTestApp();
afterAll(async () => {
  await app.drain();
  expect((await verifyCounters(app.db)).examples).toEqual([]);
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});
const today = new Date().toISOString().slice(0, 10);
const nothing = { impressions: 0, likes: 0, retweets: 0, quotes: 0, replies: 0, bookmarks: 0 };

test('a tweet that is shown to others counts an impression, alone or in a list', async () => {
  const [author, reader] = await app.createUsers('shown', 'shown_to');
  await app.as(reader).follows.create({ id: author.id });
  const id = await post(author);
  await app.drain();
  await app.as(reader).tweets.get({ id });
  await app.as(reader).timelines.home({});
  await app.as(author).tweets.get({ id });
  await app.as(author).timelines.home({});
  expect(await readViews(id)).toBe(2);
});

test('a quote counts for what it quotes too, a retweet for what it repeats alone', async () => {
  const [author, quoter, reader] = await app.createUsers('inner', 'quoter', 'reads_quotes');
  const id = await post(author);
  const quote = await app.as(quoter).tweets.create({ text: 'see', quotedId: id });
  await app.as(quoter).retweets.create({ id: quote.id });
  const retweet = await app.db
    .selectFrom('tweets')
    .select('id')
    .where('retweetOfId', '=', quote.id)
    .executeTakeFirstOrThrow();
  await app.as(reader).users.tweets({ id: quoter.id });
  expect([await readViews(id), await readViews(quote.id), await readViews(retweet.id)]).toEqual([2, 2, 0]);
});

test('looking at a tweet to write, or at what belongs to it, counts no impression', async () => {
  const [author, reader] = await app.createUsers('untouched', 'acts');
  const id = await post(author);
  await app.as(reader).likes.create({ id });
  await app.as(reader).retweets.create({ id });
  await app.as(reader).tweets.replies({ id });
  await app.as(reader).tweets.likers({ id });
  expect(await readViews(id)).toBe(0);
});

test('impressions that could not be written are kept for the next time; those of deleted tweets are dropped', async () => {
  const [author, reader] = await app.createUsers('kept', 'kept_reader');
  const [id, gone] = [await post(author), await post(author)];
  const tweets = [await app.as(reader).tweets.get({ id }), await app.as(reader).tweets.get({ id: gone })];
  await app.as(author).tweets.delete({ id: gone });
  await app.drain();
  let isAway = true;
  const db = new Proxy(app.db, {
    get: (target, key) => {
      if (isAway) throw new Error('the database is away');
      const value = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  await using impressions = createImpressions({ db, flushMs: 3_600_000, onError: () => {} });
  impressions.count(reader.id, tweets);
  await expect(impressions.flush()).rejects.toThrow('away');
  impressions.count(reader.id, tweets);
  isAway = false;
  await Promise.all([impressions.flush(), impressions.flush()]);
  expect([await readViews(id), await readViews(gone)]).toEqual([3, 0]);
});

test('what processes count of one tweet at once adds up', async () => {
  const [author, reader] = await app.createUsers('counted', 'counting');
  const ids = await Promise.all(Array.from({ length: 10 }, () => post(author)));
  const { items } = await app.as(reader).users.tweets({ id: author.id });
  await app.drain();
  await Promise.all(
    Array.from({ length: 8 }, async (_, process) => {
      await using impressions = createImpressions({
        ...{ db: app.db, flushMs: 3_600_000 },
        onError: (error) => void app.errors.push(error),
      });
      impressions.count(reader.id, process % 2 === 0 ? items : items.toReversed());
    }),
  );
  expect(await Promise.all(ids.map(readViews))).toEqual(ids.map(() => 9));
});

test('the author of a tweet reads what it received, in all and by day', async () => {
  const [author, fan, other] = await app.createUsers('analysed', 'analyses_fan', 'analyses_other');
  const id = await post(author);
  await app.as(fan).tweets.get({ id });
  await app.as(other).tweets.get({ id });
  await app.as(fan).likes.create({ id });
  await app.as(other).likes.create({ id });
  await app.as(other).likes.delete({ id });
  await app.as(fan).retweets.create({ id });
  await app.as(fan).tweets.create({ text: 'quote', quotedId: id });
  await app.as(fan).tweets.create({ text: 'reply', replyToId: id });
  await app.drain();

  const received = { impressions: 2, likes: 1, retweets: 1, quotes: 1, replies: 1, bookmarks: 0 };
  const analytics = await app.as(author).analytics.tweet({ id });
  expect(analytics).toMatchObject({ tweetId: id, to: today, totals: received, engagementRate: 2 });
  expect(analytics.days).toHaveLength(28);
  expect(analytics.days.at(-1)).toEqual({ day: today, ...received });
  expect(analytics.days.at(-2)).toMatchObject(nothing);

  await moveToYesterday(id);
  const moved = await app.as(author).analytics.tweet({ id });
  expect(moved.days.at(-1)).toEqual({ day: today, ...received, impressions: 0, likes: 0 });
  expect(moved.days.at(-2)).toMatchObject({ ...nothing, impressions: 2, likes: 1 });
});

test('the owner of an account reads what it did and received by day, and what was shown most', async () => {
  const [owner, fan] = await app.createUsers('owner', 'owner_fan');
  const [often, once] = [await post(owner), await post(owner)];
  await app.as(fan).follows.create({ id: owner.id });
  for (const id of [often, often, once]) await app.as(fan).tweets.get({ id });
  await app.as(fan).likes.create({ id: often });
  await app.drain();
  const analytics = await app.as(owner).analytics.account({ id: owner.id, from: today });
  const sums = { ...nothing, tweets: 2, newFollowers: 1, impressions: 3, likes: 1 };
  expect(analytics).toMatchObject({
    ...{ userId: owner.id, from: today, to: today, totals: sums, engagementRate: 0.3333 },
    days: [{ day: today, ...sums }],
    topTweets: [
      { tweet: { id: often }, impressions: 2 },
      { tweet: { id: once }, impressions: 1 },
    ],
  });
});

test('what authors do with their own tweets is nothing that these received', async () => {
  const [author, reader] = await app.createUsers('vain', 'vain_reader');
  const id = await post(author);
  await app.as(reader).tweets.get({ id });
  await app.as(author).likes.create({ id });
  await app.as(author).retweets.create({ id });
  await app.as(author).bookmarks.create({ id });
  await app.as(author).tweets.create({ text: 'and', replyToId: id });
  await app.as(author).tweets.create({ text: 'see', quotedId: id });
  await app.drain();
  const received = { totals: { ...nothing, impressions: 1 }, engagementRate: 0 };
  expect(await app.as(author).analytics.tweet({ id })).toMatchObject(received);
  expect(await app.as(author).analytics.account({ id: author.id })).toMatchObject(received);

  await app.as(reader).likes.create({ id });
  expect(await app.as(author).analytics.tweet({ id })).toMatchObject({
    totals: { ...nothing, impressions: 1, likes: 1 },
    engagementRate: 1,
  });
});

test('analytics are for their owner and admins; to others a tweet they may not see does not exist', async () => {
  const [owner, other] = await app.createUsers('guarded', 'curious');
  const [admin] = await app.createStaff('admin', 'chief');
  const id = await post(owner);
  const ofTweet = (user: TestUser) => app.as(user).analytics.tweet({ id });
  const ofAccount = (user: TestUser) => app.as(user).analytics.account({ id: owner.id });
  for (const read of [ofTweet, ofAccount])
    expect(await rejection(read(other))).toMatchObject({ code: 'FORBIDDEN' });
  await app.as(owner).users.update({ id: owner.id, private: true });
  expect(await rejection(ofTweet(other))).toMatchObject({ code: 'TWEET_NOT_FOUND' });
  await Promise.all([ofTweet(admin), ofAccount(admin)]);
  expect(await rejection(app.as(owner).analytics.tweet({ id: '1' }))).toMatchObject({
    code: 'TWEET_NOT_FOUND',
  });
  expect(await rejection(app.as(owner).analytics.account({ id: '1' }))).toMatchObject({
    code: 'USER_NOT_FOUND',
  });
  expect(await readViews(id)).toBe(0);
});

test.each([
  { from: '2026-02-02', to: '2026-02-01' },
  { from: '2024-01-01', to: '2026-01-01' },
  { from: '2026-02-30' },
  { from: 'yesterday' },
  { to: '1999-12-31' },
  { to: '0000-01-01T00:00:00Z' },
])('the days $from to $to are refused', async (days) => {
  const [owner] = await app.createUsers(`days_${crypto.randomUUID().slice(0, 8)}`);
  const error = await rejection(app.as(owner).analytics.account({ id: owner.id, ...days }));
  expect(error).toMatchObject({ code: 'VALIDATION_FAILED' });
});

test('any days of the calendar can be asked for', async () => {
  const [owner] = await app.createUsers('timeless');
  for (const to of ['2000-01-01', '2093-12-31', '9999-12-31']) {
    const { days } = await app.as(owner).analytics.account({ id: owner.id, to });
    expect(days.at(-1)).toMatchObject({ day: to, ...nothing });
  }
});

test('usage counts who is active, what is posted and what waits', async () => {
  const [admin] = await app.createStaff('admin', 'usage_admin');
  const before = await app.as(admin).admin.stats();
  const [first, second] = await app.createUsers('used_first', 'used_second');
  await app.db
    .updateTable('sessions')
    .set({ lastUsedAt: sql`now() - interval '10 days'` })
    .where('userId', '=', second.id)
    .execute();
  await post(first);
  await app.drain();
  const after = await app.as(admin).admin.stats();
  const increase = (pick: (stats: typeof after) => number) => pick(after) - pick(before);
  expect(increase(({ users }) => users.active)).toBe(2);
  expect(increase(({ users }) => users.activeMonthly)).toBe(2);
  expect(increase(({ users }) => users.activeWeekly)).toBe(1);
  expect(increase(({ users }) => users.activeDaily)).toBe(1);
  expect(increase(({ tweets }) => tweets.newDaily)).toBe(1);
  expect(after.queue.jobs).toMatchObject({ waiting: 0, failed: 0 });
});

test('usage of each day is counted by the clock, and who was active stays so though they come back later', async () => {
  const [admin] = await app.createStaff('admin', 'usage_days_admin');
  const [early, late] = await app.createUsers('day_early', 'day_late');
  await post(early);
  const toDay = (daysAgo: number) =>
    new Date(Date.now() - daysAgo * 24 * 3_600_000).toISOString().slice(0, 10);
  const setLastUse = (at: string) =>
    sql`update sessions set last_used_at = (${at}::timestamp at time zone 'utc') where user_id = ${late.id}`.execute(
      app.db,
    );
  await setLastUse(`${toDay(1)}T12:00:00`);
  await countUsage(app.api.services);
  const read = async () => (await app.as(admin).admin.usage({ from: toDay(2), to: toDay(0) })).days;
  const before = await read();
  expect(before.map(({ day }) => day)).toEqual([toDay(2), toDay(1), toDay(0)]);
  expect(before[0]).toMatchObject({ activeUsers: 0, newUsers: 0, tweets: 0 });
  expect(before[1]).toMatchObject({ activeUsers: 1, newUsers: 0, tweets: 0 });
  expect(before[2]?.newUsers).toBeGreaterThanOrEqual(3);

  await setLastUse(`${toDay(0)}T00:00:01`);
  await post(early);
  await countUsage(app.api.services);

  const after = await read();
  expect(after[1]).toEqual(before[1]);
  expect((after[2]?.tweets ?? 0) - (before[2]?.tweets ?? 0)).toBe(1);
  const refused = app.as(admin).admin.usage({ from: toDay(0), to: toDay(1) });
  expect(await rejection(refused)).toMatchObject({ code: 'VALIDATION_FAILED' });
});

async function post(author: TestUser): Promise<string> {
  return (await app.as(author).tweets.create({ text: 'look at me' })).id;
}

/** What everybody is told, with nothing in the caches. */
async function readViews(id: string): Promise<number | undefined> {
  await app.drain();
  const { views } = app.api.services;
  views.of(tweetViews).invalidate(id);
  return (await views.of(tweetViews).get(id))?.counts.views ?? 0;
}

/** What was seen and liked of a tweet. */
async function moveToYesterday(id: string): Promise<void> {
  await sql`update tweet_impressions_daily set day = day - 1 where tweet_id = ${id}`.execute(app.db);
  await sql`update likes set created_at = created_at - interval '1 day' where tweet_id = ${id}`.execute(
    app.db,
  );
}
