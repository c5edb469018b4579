import { createTestApp, rejection } from '@dunlin/testing';
import { expect, test } from 'vitest';

test('a tweet appears in the timelines of its author and of each follower, once', async () => {
  await using app = await createTestApp();
  const [alice, bob, carol] = await app.createUsers('alice', 'bob', 'carol');
  await app.as(bob).follows.create({ id: alice.id });
  await app.drain();

  const tweet = await app.as(alice).tweets.create({ text: 'hello @bob, see https://example.org #first 👋' });
  await app.drain();

  expect(tweet.entities.hashtags).toEqual([{ text: 'first', start: 36, end: 42 }]);
  expect((await app.as(bob).timelines.home({})).items).toEqual([{ ...tweet }]);
  expect((await app.as(alice).timelines.home({})).items).toHaveLength(1);
  expect((await app.as(carol).timelines.home({})).items).toEqual([]);
  expect(app.errors).toEqual([]);
});

test('unfollowing takes the tweets out again', async () => {
  await using app = await createTestApp();
  const [alice, bob] = await app.createUsers('alice', 'bob');
  await app.as(alice).tweets.create({ text: 'before' });
  await app.as(bob).follows.create({ id: alice.id });
  await app.drain();
  expect((await app.as(bob).timelines.home({})).items).toHaveLength(1);

  await app.as(bob).follows.delete({ id: alice.id });
  await app.drain();

  expect((await app.as(bob).timelines.home({})).items).toEqual([]);
});

test('a timeline needs a signed-in viewer', async () => {
  await using app = await createTestApp();
  expect(await rejection(app.anonymous().timelines.home({}))).toMatchObject({ code: 'UNAUTHENTICATED', status: 401 });
});
