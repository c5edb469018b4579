import { createTestApp, rejection } from '@dunlin/harness';
import { afterAll, expect, test } from 'vitest';
import { findWrongCounters } from './find-wrong-counters.ts';

const app = await createTestApp();
afterAll(async () => {
  await app.drain();
  expect(await findWrongCounters(app.db)).toEqual([]);
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

test('a bookmark is kept in a list that its owner alone sees', async () => {
  const [alice, bob] = await app.createUsers('alice', 'bob');
  const { id } = await app.as(alice).tweets.create({ text: 'worth keeping' });
  expect(await app.as(bob).bookmarks.create({ id })).toMatchObject({
    counts: { bookmarks: 1 },
    viewer: { bookmarked: true },
  });
  expect((await app.as(bob).bookmarks.list({})).items).toMatchObject([{ id }]);
  expect((await app.as(alice).bookmarks.list({})).items).toEqual([]);
  expect(await app.as(alice).tweets.get({ id })).toMatchObject({ viewer: { bookmarked: false } });
});

test('bookmarking and removing twice change nothing', async () => {
  const [alice] = await app.createUsers('alice2');
  const { id } = await app.as(alice).tweets.create({ text: 'twice' });
  const once = await app.as(alice).bookmarks.create({ id });
  expect(await app.as(alice).bookmarks.create({ id })).toEqual(once);
  const without = await app.as(alice).bookmarks.delete({ id });
  expect(without).toMatchObject({ counts: { bookmarks: 0 }, viewer: { bookmarked: false } });
  expect(await app.as(alice).bookmarks.delete({ id })).toEqual(without);
});

test('32 bookmarks of one user at once are one', async () => {
  const [alice] = await app.createUsers('alice3');
  const { id } = await app.as(alice).tweets.create({ text: 'only once' });
  await Promise.all(Array.from({ length: 32 }, () => app.as(alice).bookmarks.create({ id })));
  expect(await app.as(alice).tweets.get({ id })).toMatchObject({ counts: { bookmarks: 1 } });
});

test('bookmarks need a signed-in viewer', async () => {
  const calls = [
    app.anonymous().bookmarks.create({ id: '1' }),
    app.anonymous().bookmarks.delete({ id: '1' }),
    app.anonymous().bookmarks.list({}),
  ];
  for (const { code } of await Promise.all(calls.map(rejection))) expect(code).toBe('UNAUTHENTICATED');
});

test('a deleted tweet leaves the list and cannot be bookmarked', async () => {
  const [alice, bob] = await app.createUsers('alice4', 'bob4');
  const { id } = await app.as(alice).tweets.create({ text: 'soon gone' });
  await app.as(bob).bookmarks.create({ id });
  await app.as(alice).tweets.delete({ id });
  expect((await app.as(bob).bookmarks.list({})).items).toEqual([]);
  expect(await rejection(app.as(bob).bookmarks.create({ id }))).toMatchObject({ code: 'TWEET_NOT_FOUND' });
});
