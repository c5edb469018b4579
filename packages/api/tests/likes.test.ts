import { createTestApp, rejection, type TestUser } from '@dunlin/harness';
import { afterAll, expect, test } from 'vitest';
import { findWrongCounters } from './find-wrong-counters.ts';

const app = await createTestApp();
afterAll(async () => {
  await app.drain();
  expect(await findWrongCounters(app.db)).toEqual([]);
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

const times = (count: number) => Array.from({ length: count }, (_, index) => index);

test('a like is counted for everyone and marked for who set it', async () => {
  const [alice, bob] = await app.createUsers('alice', 'bob');
  const { id } = await app.as(alice).tweets.create({ text: 'like me' });
  expect(await app.as(bob).tweets.get({ id })).toMatchObject({
    counts: { likes: 0 },
    viewer: { liked: false },
  });

  expect(await app.as(bob).likes.create({ id })).toMatchObject({
    counts: { likes: 1 },
    viewer: { liked: true },
  });

  expect(await app.as(bob).tweets.get({ id })).toMatchObject({
    counts: { likes: 1 },
    viewer: { liked: true },
  });
  expect(await app.as(alice).tweets.get({ id })).toMatchObject({
    counts: { likes: 1 },
    viewer: { liked: false },
  });
  expect((await app.as(alice).tweets.likers({ id })).items).toMatchObject([{ id: bob.id }]);
  expect((await app.as(alice).users.likes({ id: bob.id })).items).toMatchObject([{ id }]);
});

test('a like can be taken back', async () => {
  const [alice] = await app.createUsers('alice2');
  const { id } = await app.as(alice).tweets.create({ text: 'like me not' });
  await app.as(alice).likes.create({ id });
  const after = await app.as(alice).likes.delete({ id });
  expect(after).toMatchObject({ counts: { likes: 0 }, viewer: { liked: false } });
  expect(await app.as(alice).tweets.get({ id })).toEqual(after);
  expect((await app.as(alice).tweets.likers({ id })).items).toEqual([]);
  expect((await app.as(alice).users.likes({ id: alice.id })).items).toEqual([]);
});

test('a like can be taken back from a tweet whose author is suspended', async () => {
  const [alice, bob] = await app.createUsers('alice9', 'bob9');
  const { id } = await app.as(alice).tweets.create({ text: 'regretted' });
  await app.as(bob).likes.create({ id });
  await app.db.updateTable('users').set({ suspendedAt: new Date() }).where('id', '=', alice.id).execute();
  app.api.services.hints.publish('users', [alice.id]);
  expect(await rejection(app.as(bob).likes.delete({ id }))).toMatchObject({ code: 'TWEET_NOT_FOUND' });
  expect(await app.db.selectFrom('likes').select('id').where('tweetId', '=', id).execute()).toEqual([]);
});

test('liking and unliking twice change nothing', async () => {
  const [alice] = await app.createUsers('alice3');
  const { id } = await app.as(alice).tweets.create({ text: 'twice' });
  const once = await app.as(alice).likes.create({ id });
  expect(await app.as(alice).likes.create({ id })).toEqual(once);
  const without = await app.as(alice).likes.delete({ id });
  expect(await app.as(alice).likes.delete({ id })).toEqual(without);
});

test('liking needs a signed-in viewer', async () => {
  const [alice] = await app.createUsers('alice4');
  const { id } = await app.as(alice).tweets.create({ text: 'hands off' });
  for (const verb of ['create', 'delete'] as const) {
    expect(await rejection(app.anonymous().likes[verb]({ id }))).toMatchObject({ code: 'UNAUTHENTICATED' });
  }
  expect(await app.as(alice).tweets.get({ id })).toMatchObject({ counts: { likes: 0 } });
});

test('32 concurrent likes of one user are one like', async () => {
  const [alice] = await app.createUsers('alice5');
  const { id } = await app.as(alice).tweets.create({ text: 'only once' });
  await Promise.all(times(32).map(() => app.as(alice).likes.create({ id })));
  expect(await likersOf(alice, id)).toEqual([alice.id]);
  expect(await app.as(alice).tweets.get({ id })).toMatchObject({ counts: { likes: 1 } });
  await Promise.all(times(32).map(() => app.as(alice).likes.delete({ id })));
  expect(await app.as(alice).tweets.get({ id })).toMatchObject({ counts: { likes: 0 } });
});

test('32 concurrent likers are 32 likes', async () => {
  const [alice, ...fans] = await app.createUsers('alice6', ...times(32).map((index) => `fan${index}`));
  const { id } = await app.as(alice).tweets.create({ text: 'viral' });
  await Promise.all(fans.map((fan) => app.as(fan).likes.create({ id })));
  expect((await likersOf(alice, id)).sort()).toEqual(fans.map((fan) => fan.id).sort());
  expect(await app.as(alice).tweets.get({ id })).toMatchObject({ counts: { likes: 32 } });
});

test('an unknown or deleted tweet cannot be liked', async () => {
  const [alice, bob] = await app.createUsers('alice7', 'bob7');
  const { id } = await app.as(alice).tweets.create({ text: 'soon gone' });
  await app.as(bob).likes.create({ id });
  await app.as(alice).tweets.delete({ id });
  const refused = [
    app.as(bob).likes.create({ id }),
    app.as(bob).likes.delete({ id }),
    app.as(bob).likes.create({ id: '1' }),
    app.as(bob).tweets.likers({ id }),
  ];
  for (const { code } of await Promise.all(refused.map(rejection))) expect(code).toBe('TWEET_NOT_FOUND');
  expect((await app.as(bob).users.likes({ id: bob.id })).items).toEqual([]);
});

test('likes that race a deletion leave nothing behind', async () => {
  const [alice, ...fans] = await app.createUsers('alice8', ...times(12).map((index) => `racer${index}`));
  const { id } = await app.as(alice).tweets.create({ text: 'now or never' });
  const likes = fans.map((fan) => app.as(fan).likes.create({ id }));
  const deletion = app.as(alice).tweets.delete({ id });
  await Promise.all([deletion, Promise.allSettled(likes)]);
  await app.drain();
  for (const table of ['likes', 'tweetCounts'] as const) {
    expect(await app.db.selectFrom(table).selectAll().where('tweetId', '=', id).execute()).toEqual([]);
  }
});

async function likersOf(viewer: TestUser, id: string): Promise<string[]> {
  const { items } = await app.as(viewer).tweets.likers({ id, limit: 100 });
  return items.map((user) => user.id);
}
