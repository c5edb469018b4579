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

test('following shows on both sides', async () => {
  const [alice, bob] = await app.createUsers('alice', 'bob');
  const seen = await app.as(bob).follows.create({ id: alice.id });
  expect(seen).toMatchObject({
    id: alice.id,
    followerCount: 1,
    viewer: { following: true, followedBy: false },
  });
  expect(await app.as(alice).users.get({ id: bob.id })).toMatchObject({
    followingCount: 1,
    viewer: { following: false, followedBy: true },
  });
  expect((await app.as(alice).users.followers({ id: alice.id })).items).toMatchObject([{ id: bob.id }]);
  expect((await app.as(alice).users.following({ id: bob.id })).items).toMatchObject([{ id: alice.id }]);
});

test('unfollowing takes it back on both sides', async () => {
  const [alice, bob] = await app.createUsers('alice2', 'bob2');
  await app.as(bob).follows.create({ id: alice.id });
  const seen = await app.as(bob).follows.delete({ id: alice.id });
  expect(seen).toMatchObject({ followerCount: 0, viewer: { following: false } });
  expect(await app.as(alice).users.get({ id: bob.id })).toMatchObject({ followingCount: 0 });
  expect((await app.as(alice).users.followers({ id: alice.id })).items).toEqual([]);
});

test('following and unfollowing twice change nothing', async () => {
  const [alice, bob] = await app.createUsers('alice3', 'bob3');
  const once = await app.as(bob).follows.create({ id: alice.id });
  expect(await app.as(bob).follows.create({ id: alice.id })).toEqual(once);
  const without = await app.as(bob).follows.delete({ id: alice.id });
  expect(await app.as(bob).follows.delete({ id: alice.id })).toEqual(without);
  expect(await followersOf(alice)).toEqual([]);
});

test('following needs a signed-in viewer', async () => {
  const [alice] = await app.createUsers('alice4');
  for (const verb of ['create', 'delete'] as const) {
    expect(await rejection(app.anonymous().follows[verb]({ id: alice.id }))).toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  }
  expect(await followersOf(alice)).toEqual([]);
});

test('32 concurrent follows of one user by another are one follow', async () => {
  const [alice, bob] = await app.createUsers('alice5', 'bob5');
  await Promise.all(times(32).map(() => app.as(bob).follows.create({ id: alice.id })));
  expect(await followersOf(alice)).toEqual([bob.id]);
  expect(await app.as(bob).users.get({ id: alice.id })).toMatchObject({ followerCount: 1 });
  await Promise.all(times(32).map(() => app.as(bob).follows.delete({ id: alice.id })));
  expect(await app.as(bob).users.get({ id: alice.id })).toMatchObject({ followerCount: 0 });
});

test('32 users follow one user at once, and each is counted', async () => {
  const [alice, ...fans] = await app.createUsers('alice6', ...times(32).map((index) => `fan${index}`));
  await Promise.all(fans.map((fan) => app.as(fan).follows.create({ id: alice.id })));
  expect((await followersOf(alice)).sort()).toEqual(fans.map(({ id }) => id).sort());
  expect(await app.as(alice).users.get({ id: alice.id })).toMatchObject({ followerCount: 32 });
});

test('users who follow and unfollow each other at once do not block each other', async () => {
  const users = await app.createUsers(...times(6).map((index) => `mutual${index}`));
  const pairs = users.flatMap((follower) => users.map((followee) => ({ follower, followee })));
  const others = pairs.filter(({ follower, followee }) => follower !== followee);
  const verbs = ['create', 'delete', 'create'] as const;
  await Promise.all(
    verbs.flatMap((verb) =>
      others.map(({ follower, followee }) => app.as(follower).follows[verb]({ id: followee.id })),
    ),
  );
  await Promise.all(
    others.map(({ follower, followee }) => app.as(follower).follows.create({ id: followee.id })),
  );
  for (const user of users) {
    expect(await app.as(user).users.get({ id: user.id })).toMatchObject({
      followerCount: 5,
      followingCount: 5,
    });
  }
});

test.for([
  ['oneself', (self: TestUser) => self.id, 'CANNOT_FOLLOW_SELF'],
  ['nobody', () => '1', 'USER_NOT_FOUND'],
  ['no id', () => "1' or 1=1", 'VALIDATION_FAILED'],
  ['an id beyond 64 bits', () => '9223372036854775808', 'VALIDATION_FAILED'],
] as const)('following %s is refused', async ([what, idFor, code]) => {
  const [alice] = await app.createUsers(`refused_${what.replaceAll(' ', '_').slice(0, 8)}`);
  expect(await rejection(app.as(alice).follows.create({ id: idFor(alice) }))).toMatchObject({ code });
});

test('a deleted user cannot be followed, and is gone from the lists of others', async () => {
  const [alice, bob, carol] = await app.createUsers('alice7', 'bob7', 'carol7');
  await app.as(bob).follows.create({ id: alice.id });
  await app.as(alice).follows.create({ id: bob.id });
  await app.as(alice).users.delete({ id: alice.id });

  expect(await rejection(app.as(carol).follows.create({ id: alice.id }))).toMatchObject({
    code: 'USER_NOT_FOUND',
  });
  expect(await followersOf(bob)).toEqual([]);
  expect((await app.as(bob).users.following({ id: bob.id })).items).toEqual([]);

  await app.drain();
  expect(await app.as(bob).users.get({ id: bob.id })).toMatchObject({ followerCount: 0, followingCount: 0 });
});

async function followersOf(user: TestUser): Promise<string[]> {
  const { items } = await app.as(user).users.followers({ id: user.id, limit: 100 });
  return items.map(({ id }) => id);
}
