import { createTestApp, rejection } from '@dunlin/harness';
import { afterAll, describe, expect, test } from 'vitest';
import { findWrongCounters } from './find-wrong-counters.ts';

const app = await createTestApp();
afterAll(async () => {
  await app.drain();
  expect(await findWrongCounters(app.db)).toEqual([]);
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

describe('a block', () => {
  test('ends follows both ways, for good', async () => {
    const [alice, bob] = await app.createUsers('alice', 'bob');
    await app.as(alice).follows.create({ id: bob.id });
    await app.as(bob).follows.create({ id: alice.id });
    expect(await app.as(alice).moderation.block({ id: bob.id })).toMatchObject({
      followerCount: 0,
      followingCount: 0,
      viewer: { blocking: true, following: false, followedBy: false },
    });
    for (const [one, other] of [
      [alice, bob],
      [bob, alice],
    ] as const)
      expect(await rejection(app.as(one).follows.create({ id: other.id }))).toMatchObject({
        code: 'BLOCKED',
        status: 403,
      });
    await app.as(alice).moderation.unblock({ id: bob.id });
    expect(await app.as(bob).users.get({ id: alice.id })).toMatchObject({ viewer: { following: false } });
    await app.as(bob).follows.create({ id: alice.id });
  });

  test('keeps each from acting on what the other wrote, and lets them take back what they did', async () => {
    const [alice, bob] = await app.createUsers('alice2', 'bob2');
    const { id } = await app.as(alice).tweets.create({ text: 'before' });
    await app.as(bob).likes.create({ id });
    await app.as(bob).retweets.create({ id });
    await app.as(alice).moderation.block({ id: bob.id });
    const { likes, retweets, bookmarks, tweets } = app.as(bob);
    const refused = [
      likes.create({ id }),
      retweets.create({ id }),
      bookmarks.create({ id }),
      tweets.create({ text: 'a reply', replyToId: id }),
      tweets.create({ text: 'a quote', quotedId: id }),
      // Answered so because the tweet cannot be shown, and done all the same.
      likes.delete({ id }),
      retweets.delete({ id }),
    ];
    for (const { code } of await Promise.all(refused.map(rejection))) expect(code).toBe('TWEET_NOT_FOUND');
    expect(await app.as(alice).tweets.get({ id })).toMatchObject({
      counts: { likes: 0, retweets: 0, replies: 0, quotes: 0 },
    });
  });

  test('twice, or ten times at once, is one', async () => {
    const [alice, bob] = await app.createUsers('alice3', 'bob3');
    await app.as(bob).follows.create({ id: alice.id });
    await Promise.all(Array.from({ length: 10 }, () => app.as(alice).moderation.block({ id: bob.id })));
    expect((await app.as(alice).moderation.blocks({})).items).toMatchObject([{ id: bob.id }]);
    expect((await app.as(bob).moderation.blocks({})).items).toEqual([]);
    await app.as(alice).moderation.unblock({ id: bob.id });
    await app.as(alice).moderation.unblock({ id: bob.id });
    expect((await app.as(alice).moderation.blocks({})).items).toEqual([]);
  });

  test('races follows and leaves none', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [alice, bob] = await app.createUsers(`blocker${round}`, `follower${round}`);
      await Promise.allSettled([
        app.as(bob).follows.create({ id: alice.id }),
        app.as(alice).moderation.block({ id: bob.id }),
        app.as(alice).follows.create({ id: bob.id }),
      ]);
      expect(await app.as(alice).users.get({ id: bob.id })).toMatchObject({
        viewer: { following: false, followedBy: false, blocking: true },
      });
    }
  });

  test('is not for oneself, nor for nobody', async () => {
    const [alice] = await app.createUsers('alice4');
    const { block, mute } = app.as(alice).moderation;
    expect(await rejection(block({ id: alice.id }))).toMatchObject({ code: 'CANNOT_BLOCK_SELF' });
    expect(await rejection(mute({ id: alice.id }))).toMatchObject({ code: 'CANNOT_MUTE_SELF' });
    expect(await rejection(block({ id: '1' }))).toMatchObject({ code: 'USER_NOT_FOUND' });
    expect(await rejection(mute({ id: '1' }))).toMatchObject({ code: 'USER_NOT_FOUND' });
  });
});

test('a mute is listed, twice is once, and taken back leaves nothing', async () => {
  const [alice, bob] = await app.createUsers('alice5', 'bob5');
  const once = await app.as(alice).moderation.mute({ id: bob.id });
  expect(once).toMatchObject({ viewer: { muting: true } });
  await Promise.all(Array.from({ length: 10 }, () => app.as(alice).moderation.mute({ id: bob.id })));
  expect((await app.as(alice).moderation.mutes({})).items).toEqual([once]);
  expect(await app.as(bob).users.get({ id: alice.id })).toMatchObject({ viewer: { muting: false } });
  await app.as(alice).moderation.unmute({ id: bob.id });
  expect((await app.as(alice).moderation.mutes({})).items).toEqual([]);
});

test('blocks and mutes need a signed-in viewer', async () => {
  const { block, unblock, mute, unmute, blocks, mutes } = app.anonymous().moderation;
  const calls = [block, unblock, mute, unmute].map((call) => call({ id: '1' }));
  for (const { code } of await Promise.all([...calls, blocks({}), mutes({})].map(rejection)))
    expect(code).toBe('UNAUTHENTICATED');
});
