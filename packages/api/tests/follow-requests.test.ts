import { createTestApp, rejection, type TestUser } from '@dunlin/harness';
import { afterAll, expect, test } from 'vitest';
import { findWrongCounters } from './find-wrong-counters.ts';
import { findWrongTimelines } from './find-wrong-timelines.ts';

const app = await createTestApp();
afterAll(async () => {
  await app.drain();
  expect(await findWrongCounters(app.db)).toEqual([]);
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

const notFound = { code: 'FOLLOW_REQUEST_NOT_FOUND', status: 404 };

test('to follow a private account is to ask, and to be let in', async () => {
  const [alice, bob] = await createPrivate('alice', 'bob');
  const { id } = await app.as(alice).tweets.create({ text: 'among friends' });

  const asked = await app.as(bob).follows.create({ id: alice.id });
  expect(asked).toMatchObject({ private: true, viewer: { following: false, requested: true } });
  expect(await app.as(bob).follows.create({ id: alice.id })).toEqual(asked);
  expect(await rejection(app.as(bob).tweets.get({ id }))).toMatchObject({ code: 'TWEET_NOT_FOUND' });

  const request = await onlyRequest(alice);
  expect(request.user.id).toBe(bob.id);
  expect(await app.as(alice).follows.requests.accept({ id: request.id })).toMatchObject({
    id: bob.id,
    viewer: { followedBy: true },
  });

  expect(await app.as(bob).tweets.get({ id })).toMatchObject({ id });
  expect(await app.as(bob).users.get({ id: alice.id })).toMatchObject({
    followerCount: 1,
    viewer: { following: true, requested: false },
  });
  await app.drain();
  expect(await findWrongTimelines(app, [alice, bob])).toEqual([]);
});

test('a request that is answered is gone', async () => {
  const [alice, bob] = await createPrivate('alice2', 'bob2');
  await app.as(bob).follows.create({ id: alice.id });
  const { id } = await onlyRequest(alice);
  await app.as(alice).follows.requests.reject({ id });
  expect(await app.as(bob).users.get({ id: alice.id })).toMatchObject({ viewer: { requested: false } });
  for (const verb of ['accept', 'reject'] as const)
    expect(await rejection(app.as(alice).follows.requests[verb]({ id }))).toMatchObject(notFound);
});

test('a request can be taken back, and is then nothing to accept', async () => {
  const [alice, bob] = await createPrivate('alice3', 'bob3');
  await app.as(bob).follows.create({ id: alice.id });
  const { id } = await onlyRequest(alice);
  await app.as(bob).follows.delete({ id: alice.id });
  expect(await rejection(app.as(alice).follows.requests.accept({ id }))).toMatchObject(notFound);
});

test('accepted ten times at once, a request is one follow', async () => {
  const [alice, bob] = await createPrivate('alice4', 'bob4');
  await app.as(bob).follows.create({ id: alice.id });
  const { id } = await onlyRequest(alice);
  const answers = await Promise.allSettled(
    Array.from({ length: 10 }, () => app.as(alice).follows.requests.accept({ id })),
  );
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await app.as(bob).users.get({ id: alice.id })).toMatchObject({ followerCount: 1 });
});

test('accepting while it is taken back and blocked leaves no follow behind a block', async () => {
  for (let round = 0; round < 5; round += 1) {
    const [alice, bob] = await createPrivate(`racer${round}`, `chaser${round}`);
    await app.as(bob).follows.create({ id: alice.id });
    const { id } = await onlyRequest(alice);
    await Promise.allSettled([
      app.as(alice).follows.requests.accept({ id }),
      app.as(bob).follows.create({ id: alice.id }),
      app.as(alice).moderation.block({ id: bob.id }),
    ]);
    const { viewer } = await app.as(alice).users.get({ id: bob.id });
    expect(viewer).toMatchObject({ blocking: true, followedBy: false });
    expect((await app.as(alice).follows.requests.list({})).items).toEqual([]);
  }
});

test('who is private no more lets everyone in who asked', async () => {
  const [alice, bob, carol] = await createPrivate('alice5', 'bob5', 'carol5');
  for (const user of [bob, carol]) await app.as(user).follows.create({ id: alice.id });
  await app.as(alice).users.update({ id: alice.id, private: false });
  await app.drain();
  expect(await app.as(bob).users.get({ id: alice.id })).toMatchObject({
    followerCount: 2,
    viewer: { following: true, requested: false },
  });
});

test('nobody is let in to an account that is deleted meanwhile, nor is the request of who is suspended lost', async () => {
  const [alice, bob, carol, dan] = await createPrivate('alice7', 'bob7', 'carol7', 'dan7');
  await app.as(carol).users.update({ id: carol.id, private: true });
  for (const user of [bob, dan]) {
    await app.as(user).follows.create({ id: alice.id });
    await app.as(user).follows.create({ id: carol.id });
  }
  const suspend = (at: Date | null) =>
    app.db.updateTable('users').set({ suspendedAt: at }).where('id', '=', dan.id).execute();
  await suspend(new Date());
  await Promise.all([
    app.as(alice).users.update({ id: alice.id, private: false }),
    app.as(carol).users.update({ id: carol.id, private: false }),
  ]);
  await app.as(alice).users.delete({ id: alice.id });
  await app.drain();
  expect(await app.as(bob).users.get({ id: bob.id })).toMatchObject({ followingCount: 1 });
  await suspend(null);
  const requests = await app.db
    .selectFrom('followRequests')
    .select('followeeId')
    .where('followerId', '=', dan.id)
    .execute();
  expect(requests).toEqual([{ followeeId: carol.id }]);
});

test('who becomes private keeps the followers, and can make one leave', async () => {
  const [alice, bob] = await app.createUsers('alice6', 'bob6');
  await app.as(bob).follows.create({ id: alice.id });
  const { id } = await app.as(alice).tweets.create({ text: 'hello' });
  await app.as(alice).users.update({ id: alice.id, private: true });
  expect(await app.as(bob).tweets.get({ id })).toMatchObject({ id });
  expect(await app.as(alice).follows.removeFollower({ id: bob.id })).toMatchObject({
    viewer: { followedBy: false },
  });
  expect(await rejection(app.as(bob).tweets.get({ id }))).toMatchObject({ code: 'TWEET_NOT_FOUND' });
  expect(await app.as(alice).follows.removeFollower({ id: bob.id })).toMatchObject({ id: bob.id });
});

test('requests need a signed-in viewer', async () => {
  const { requests, removeFollower } = app.anonymous().follows;
  const calls = [
    requests.list({}),
    requests.accept({ id: '1' }),
    requests.reject({ id: '1' }),
    removeFollower({ id: '1' }),
  ];
  for (const { code } of await Promise.all(calls.map(rejection))) expect(code).toBe('UNAUTHENTICATED');
});

/** The first of them is private. */
async function createPrivate<Names extends [string, string, ...string[]]>(...names: Names) {
  const users = await app.createUsers(...names);
  await app.as(users[0]).users.update({ id: users[0].id, private: true });
  return users;
}

async function onlyRequest(user: TestUser) {
  const { items } = await app.as(user).follows.requests.list({});
  const [request] = items;
  if (!request || items.length > 1) throw new Error(`there are ${items.length} requests`);
  return request;
}
