import { createTestApp, type TestUser } from '@dunlin/harness';
import { sql } from 'kysely';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { indexHashtags } from '../src/hashtags/index-hashtags.ts';
import { recomputeTrends } from '../src/trends/recompute-trends.ts';
import { apply } from './apply.ts';

const app = await createTestApp();
afterAll(async () => {
  await app.drain();
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});
const { services } = app.api;
const [ada, bob, cyd, dee, eve, ...others] = await app.createUsers(
  ...(['ada', 'bob', 'cyd', 'dee', 'eve'] as const),
  ...Array.from({ length: 35 }, (_, number) => `author${number}`),
);
const authors = [ada, bob, cyd, dee, eve, ...others];
await app.db.updateTable('users').set({ createdAt: sql`now() - interval '30 days'` }).execute();
await app.drain();

beforeEach(async () => {
  await app.db.deleteFrom('tweetHashtags').execute();
});

test('a hashtag that rises above what it used to be is a trend; a steady one is not, however big', async () => {
  for (let window = 0; window < 43; window += 1) {
    await use('steady', { by: authors.slice(0, 30), hoursAgo: window * 4 + 2 });
    await use('rising', { by: authors.slice(0, window === 0 ? 12 : 1), hoursAgo: window * 4 + 2 });
  }
  expect(await listTrends()).toEqual([
    { hashtag: 'rising', tweetCount: 12, authorCount: 12, score: expect.closeTo(11 / Math.sqrt(2), 2) },
  ]);
});

test('what comes every day at this time is expected, and is no trend', async () => {
  for (let day = 0; day < 8; day += 1) {
    await use('GoodMorning', { by: authors.slice(0, 20), hoursAgo: day * 24 + 2 });
  }
  await use('breaking', { by: authors.slice(0, 5), hoursAgo: 1 });
  expect(hashtagsOf(await listTrends())).toEqual(['breaking']);
});

test('an author counts once, whatever they post', async () => {
  await use('buythis', { by: Array.from({ length: 1_000 }, () => ada), hoursAgo: 1 });
  await use('news', { by: [ada, bob, cyd, ada], hoursAgo: 1 });
  expect(await listTrends()).toEqual([{ hashtag: 'news', tweetCount: 4, authorCount: 3, score: 3 }]);
});

test('a new account counts in part', async () => {
  const young = await app.createUsers(...Array.from({ length: 11 }, (_, number) => `young${number}`));
  await use('astroturf', { by: young, hoursAgo: 1 });
  expect(await listTrends()).toEqual([]);
  await use('astroturf', { by: authors.slice(0, 1), hoursAgo: 1 });
  expect(await listTrends()).toMatchObject([{ hashtag: 'astroturf', authorCount: 12, score: 3.75 }]);
});

test('what is private, suspended or of a deleted account does not count', async () => {
  const [hidden, banned, gone] = await app.createUsers('hidden', 'banned', 'gone');
  await use('secret', { by: [hidden, banned, gone, ...authors.slice(0, 2)], hoursAgo: 1 });
  await app.db.updateTable('users').set({ private: true }).where('id', '=', hidden.id).execute();
  await app.db.updateTable('users').set({ suspendedAt: sql`now()` }).where('id', '=', banned.id).execute();
  await app.as(gone).users.delete({ id: gone.id });
  await app.drain();
  expect(await listTrends()).toEqual([]);

  await use('secret', { by: authors.slice(2, 3), hoursAgo: 1 });
  expect(await listTrends()).toMatchObject([{ authorCount: 3, tweetCount: 3 }]);
});

test('a trend is gone as soon as those who made it are suspended, or their tweets deleted or removed', async () => {
  const [admin] = await app.createStaff('admin', 'trend_admin');
  const spammers = await app.createUsers(...Array.from({ length: 14 }, (_, number) => `spammer${number}`));
  for (const spammer of spammers) await post(spammer, 'buy #x');
  const regrets = await Promise.all(authors.slice(0, 3).map((author) => post(author, 'say #y')));
  const removed = await Promise.all(authors.slice(0, 3).map((author) => post(author, 'say #z')));
  await app.drain();
  expect(hashtagsOf(await listTrends()).toSorted()).toEqual(['x', 'y', 'z']);

  for (const { id } of spammers) await app.as(admin).admin.users.suspend({ id, reason: 'spam' });
  await app.as(ada).tweets.delete({ id: regrets[0]?.id ?? '' });
  await app.as(admin).admin.tweets.remove({ id: removed[0]?.id ?? '', reason: 'spam' });
  await app.drain();
  expect((await app.as(ada).trends.list({})).items).toEqual([]);
});

test('staff hides a hashtag or a tweet from trends, and lets it in again', async () => {
  const [moderator] = await app.createStaff('moderator', 'trend_moderator');
  const { trends, tweets } = app.as(moderator).admin;
  const posted = await Promise.all([ada, bob, cyd].map((author) => post(author, 'see #Birds #Bees')));
  const id = posted[0]?.id ?? '';
  await app.drain();
  expect(hashtagsOf(await listTrends())).toEqual(['Bees', 'Birds']);

  expect(await trends.hideHashtag({ hashtag: '#BIRDS', reason: 'bait' })).toMatchObject({ hashtag: 'birds' });
  expect(hashtagsOf((await app.as(ada).trends.list({})).items)).toEqual(['Bees']);
  expect(hashtagsOf(await listTrends())).toEqual(['Bees']);
  expect((await trends.listHidden({})).items).toMatchObject([{ hashtag: 'birds' }]);
  await trends.showHashtag({ hashtag: 'birds' });
  expect(hashtagsOf(await listTrends())).toEqual(['Bees', 'Birds']);

  expect(await tweets.hideFromTrends({ id, reason: 'bait' })).toBeUndefined();
  expect(await tweets.get({ id })).toMatchObject({ hiddenFromTrends: true });
  expect((await app.as(ada).trends.list({})).items).toEqual([]);
  await app.as(ada).tweets.update({ id, text: 'see #Birds #Bees again' });
  await app.drain();
  expect(await listTrends()).toEqual([]);
  expect(await tweets.showInTrends({ id })).toBeUndefined();
  expect(await tweets.get({ id })).toMatchObject({ hiddenFromTrends: false });
  expect(hashtagsOf(await listTrends())).toEqual(['Bees', 'Birds']);
});

test('hashtags are counted from what tweets say now, however they write them', async () => {
  const tweets = await Promise.all([
    post(ada, 'look #Dunlin #dunlin'),
    post(bob, 'look #Dunlin'),
    post(cyd, 'look #ＤＵＮＬＩＮ'),
    post(dee, 'look #dunlin'),
  ]);
  await app.as(eve).retweets.create({ id: tweets[0].id });
  await app.drain();
  expect(await listTrends()).toMatchObject([{ hashtag: 'Dunlin', authorCount: 4, tweetCount: 4 }]);

  await app.as(ada).tweets.update({ id: tweets[0].id, text: 'look #knot' });
  await app.as(bob).tweets.delete({ id: tweets[1].id });
  await app.drain();
  expect(await listTrends()).toEqual([]);
  expect(await listUses()).toEqual(['dunlin', 'dunlin', 'knot']);
});

test('indexing and ranking again change nothing, and old uses are forgotten', async () => {
  const { id } = await post(ada, 'again #again');
  await app.drain();
  await use('again', { by: authors.slice(2, 8), hoursAgo: 1 });
  await use('bygone', { by: authors.slice(0, 3), hoursAgo: 8 * 24 });
  const first = [await listTrends(), await takeVersions()];
  const { id: authorId } = ada;
  for (const type of ['tweet.created', 'tweet.updated'] as const) {
    await apply(services, indexHashtags, [{ type, tweetId: id, authorId, conversationId: id }]);
  }
  expect([await listTrends(), await takeVersions()]).toEqual(first);
  expect(await listUses()).toEqual(Array(7).fill('again'));
});

async function listTrends() {
  await recomputeTrends(services);
  return (await app.as(ada).trends.list({})).items;
}

/** Puts a hashtag into past tweets. */
async function use(hashtag: string, { by, hoursAgo }: { by: readonly TestUser[]; hoursAgo: number }) {
  await sql`
    insert into tweet_hashtags (tweet_id, hashtag, form, author_id, created_at)
    select next_id(), ${hashtag.toLowerCase()}, ${hashtag}, author, now() - make_interval(hours => ${hoursAgo}::int)
    from unnest(${by.map(({ id }) => id)}::bigint[]) as author`.execute(app.db);
}

function post(author: TestUser, text: string) {
  return app.as(author).tweets.create({ text });
}

async function listUses(): Promise<string[]> {
  const rows = await app.db.selectFrom('tweetHashtags').select('hashtag').orderBy('hashtag').execute();
  return rows.map(({ hashtag }) => hashtag);
}

/** Where the rows stand: another place means that they were written again. */
async function takeVersions(): Promise<unknown[]> {
  const { rows } = await sql`
    select ctid, hashtag from trends union all select ctid, hashtag from tweet_hashtags order by 1, 2`.execute(
    app.db,
  );
  return rows;
}

function hashtagsOf(trends: readonly { hashtag: string }[]): string[] {
  return trends.map(({ hashtag }) => hashtag);
}
