import { createTestApp, type TestUser } from '@dunlin/harness';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import { hashPassword } from '../src/auth/password.ts';
import { AppError } from '../src/core/errors.ts';
import { verifyCounters } from '../src/counters/verify-counters.ts';
import { findWrongCounters } from './find-wrong-counters.ts';

const app = await createTestApp();
afterAll(async () => {
  await app.drain();
  expect(await findMiscounted()).toEqual([]);
  expect(await findWrongCounters(app.db)).toEqual([]);
  expect((await verifyCounters(app.db)).examples).toEqual([]);
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

const [moderator] = await app.createStaff('moderator', 'eng_moderator');
const acts = app.as(moderator).admin.users;
const all = { likes: 1, retweets: 1, quotes: 1, replies: 1, bookmarks: 1 };
const password = 'correct horse battery';
const none = { likes: 0, retweets: 0, quotes: 0, replies: 0, bookmarks: 0 };

test('counts say what the lists say while who did it is suspended, and again after', async () => {
  const [author, suspect, friend] = await app.createUsers('eng_t', 'eng_s', 'eng_g');
  const { id } = await app.as(author).tweets.create({ text: 'a rare engword' });
  await engage(suspect, id);
  await app.as(suspect).follows.create({ id: friend.id });
  await app.drain();
  expect(await shown(id, friend)).toEqual({ counts: all, lists: [1, 1, 1, 1], followers: [1, 1], liked: 1 });

  await suspend(suspect);
  expect(await shown(id, friend)).toEqual({ counts: none, lists: [0, 0, 0, 0], followers: [0, 0], liked: 0 });
  expect(await received(author, id)).toEqual(none);

  await restore(suspect);
  expect(await shown(id, friend)).toEqual({ counts: all, lists: [1, 1, 1, 1], followers: [1, 1], liked: 1 });
  expect(await received(author, id)).toEqual(all);
});

describe('a counter is exact', () => {
  test('when what is taken back after the end of a suspension is not counted again yet', async () => {
    const [author, suspect] = await app.createUsers('eng_early', 'eng_back');
    const { id } = await app.as(author).tweets.create({ text: 'taken back' });
    const [reply, quote] = await engage(suspect, id);
    await suspend(suspect);
    // What the job of the restoring has yet to find.
    const pending = { suspendedAt: null, suspensionReason: null };
    await app.db.updateTable('users').set(pending).where('id', '=', suspect.id).execute();
    const { accessToken } = await app.anonymous().auth.login(await givePassword(suspect));
    const api = app.as({ ...suspect, accessToken });
    await Promise.all([api.likes.delete({ id }), api.bookmarks.delete({ id }), api.retweets.delete({ id })]);
    for (const tweet of [reply, quote]) await api.tweets.delete({ id: tweet });
    await app.drain();
    expect(await countsOf(id)).toEqual(none);
    await engage({ ...suspect, accessToken }, id);
    expect(await countsOf(id)).toEqual(all);
  });

  test('when a moderator restores a tweet of a suspended author, or removed it before', async () => {
    const [author, suspect] = await app.createUsers('eng_asked', 'eng_removed');
    const { id } = await app.as(author).tweets.create({ text: 'answered' });
    const reply = await app.as(suspect).tweets.create({ text: 'rude', replyToId: id });
    const { tweets } = app.as(moderator).admin;
    await tweets.remove({ id: reply.id, reason: 'rude' });
    await suspend(suspect);
    await tweets.restore({ id: reply.id });
    expect((await countsOf(id)).replies).toBe(0);
    await tweets.remove({ id: reply.id, reason: 'rude all the same' });
    await restore(suspect);
    expect((await countsOf(id)).replies).toBe(0);
    await tweets.restore({ id: reply.id });
    expect((await countsOf(id)).replies).toBe(1);
  });

  test('when a suspended account is deleted', async () => {
    const [author, suspect] = await app.createUsers('eng_left', 'eng_leaver');
    const { id } = await app.as(author).tweets.create({ text: 'left alone' });
    await engage(suspect, id);
    await suspend(suspect);
    await app.anonymous().suspension.deleteAccount(await givePassword(suspect));
    await app.drain();
    expect(await countsOf(id)).toEqual(none);
  });

  test('when there is more than is counted at once, whatever suspensions and restorings follow each other', async () => {
    const [author, suspect] = await app.createUsers('eng_many', 'eng_busy');
    const ids: string[] = [];
    for (let number = 0; number < 450; number += 1) {
      const { id } = await app.as(author).tweets.create({ text: `number ${number}` });
      await app.as(suspect).likes.create({ id });
      ids.push(id);
    }
    await app.drain();
    await acts.suspend({ id: suspect.id, reason: 'spam' });
    await Promise.all([
      ...ids.slice(0, 10).map((id) => app.as(author).likes.create({ id })),
      // Of a like and a deletion at once, either may be first.
      ...ids.slice(10, 20).map((id) => app.as(author).likes.create({ id }).catch(ignoreMissing)),
      ...ids.slice(10, 30).map((id) => app.as(author).tweets.delete({ id })),
      acts.restore({ id: suspect.id }).then(() => acts.suspend({ id: suspect.id, reason: 'again' })),
    ]);
    await app.drain();
    expect(await findWrongCounters(app.db)).toEqual([]);
    expect(await countsOf(ids[5] ?? '')).toMatchObject({ likes: 1 });
    expect(await countsOf(ids[449] ?? '')).toMatchObject({ likes: 0 });
    await restore(suspect);
    expect(await countsOf(ids[5] ?? '')).toMatchObject({ likes: 2 });
    expect(await countsOf(ids[449] ?? '')).toMatchObject({ likes: 1 });
  });
});

/** Does all that can be done with a tweet. @returns the reply and the quote. */
async function engage(user: TestUser, id: string): Promise<[string, string]> {
  const { likes, retweets, bookmarks, tweets } = app.as(user);
  for (const { create } of [likes, retweets, bookmarks]) await create({ id });
  const reply = await tweets.create({ text: 'a reply', replyToId: id });
  const quote = await tweets.create({ text: 'a quote', quotedId: id });
  return [reply.id, quote.id];
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof AppError) || error.appCode !== 'TWEET_NOT_FOUND') throw error;
}

async function givePassword({ id, username }: TestUser) {
  const passwordHash = await hashPassword(password);
  await app.db.updateTable('users').set({ passwordHash }).where('id', '=', id).execute();
  return { username, password };
}

async function suspend({ id }: TestUser): Promise<void> {
  await acts.suspend({ id, reason: 'spam' });
  await app.drain();
}

async function restore({ id }: TestUser): Promise<void> {
  await acts.restore({ id });
  await app.drain();
}

async function countsOf(id: string) {
  const { views: _views, ...counts } = (await app.as(moderator).tweets.get({ id })).counts;
  return counts;
}

/** The counts and how long the lists are: of a tweet, of followers, and of what search finds that somebody likes. */
async function shown(id: string, { id: friendId }: TestUser) {
  const { tweets, users, search } = app.as(moderator);
  const lists = [
    tweets.likers({ id }),
    tweets.retweeters({ id }),
    tweets.quotes({ id }),
    tweets.replies({ id }),
  ];
  const followers = await users.followers({ id: friendId });
  const found = await search.tweets({ q: 'engword min_likes:1' });
  return {
    counts: await countsOf(id),
    lists: (await Promise.all(lists)).map(({ items }) => items.length),
    followers: [(await users.get({ id: friendId })).followerCount, followers.items.length],
    liked: found.items.length,
  };
}

/** What the analytics of a tweet say, which are the same in sum and by day. */
async function received(author: TestUser, id: string) {
  const { totals, days } = await app.as(author).analytics.tweet({ id });
  const { impressions: _impressions, ...acts } = totals;
  for (const kind of ['likes', 'retweets', 'quotes', 'replies', 'bookmarks'] as const)
    expect(days.reduce((sum, day) => sum + day[kind], 0)).toBe(acts[kind]);
  return acts;
}

/** What is counted though who did it is suspended, or the other way round. */
async function findMiscounted() {
  const { rows } = await sql`
    select acts.id from (
      select id, user_id, uncounted_at from likes union all
      select id, user_id, uncounted_at from bookmarks union all
      select id, author_id, uncounted_at from tweets
      where deleted_at is null and coalesce(reply_to_id, retweet_of_id, quoted_id) is not null
    ) as acts join users on users.id = acts.user_id
    where (uncounted_at is null) <> is_active`.execute(app.db);
  return rows;
}
