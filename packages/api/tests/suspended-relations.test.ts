import { createTestApp, rejection, type TestUser } from '@dunlin/harness';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import { findWrongCounters } from './find-wrong-counters.ts';

const app = await createTestApp();
afterAll(async () => {
  await app.drain();
  expect(await findWrongCounters(app.db)).toEqual([]);
  expect(await findMiscounted()).toEqual([]);
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

const [moderator] = await app.createStaff('moderator', 'a_moderator');

test('who asked and is suspended when the account opens follows it once restored', async () => {
  const [star, fan, stranger] = await app.createUsers('rel_star', 'rel_fan', 'rel_stranger');
  await app.as(star).users.update({ id: star.id, private: true });
  for (const asker of [fan, stranger]) await app.as(asker).follows.create({ id: star.id });
  await suspend(fan);
  await app.as(star).users.update({ id: star.id, private: false });
  await app.drain();
  const followers = async () =>
    (await app.as(star).users.followers({ id: star.id })).items.map(({ username }) => username);
  expect(await followers()).toEqual(['rel_stranger']);
  await restore(fan);
  await app.drain();
  expect(await followers()).toEqual(['rel_fan', 'rel_stranger']);
  expect((await app.as(star).follows.requests.list({})).items).toEqual([]);
});

describe('with a suspended account one can still', () => {
  test('end a follow either way, a block and a mute, and the counts say so at once', async () => {
    const [follower, keeper, muter, suspect] = await app.createUsers('rel_f', 'rel_k', 'rel_m', 'rel_s');
    const { id } = suspect;
    await app.as(follower).follows.create({ id });
    await app.as(suspect).follows.create({ id: follower.id });
    await app.as(keeper).moderation.block({ id });
    await app.as(muter).moderation.mute({ id });
    await suspend(suspect);
    expect((await app.as(keeper).moderation.blocks({})).items).toMatchObject([{ id, suspended: true }]);
    expect((await app.as(muter).moderation.mutes({})).items).toMatchObject([{ id, suspended: true }]);

    const { follows } = app.as(follower);
    expect(await follows.removeFollower({ id })).toMatchObject({ viewer: { followedBy: false } });
    expect(await follows.delete({ id })).toMatchObject({ id, suspended: true, viewer: { following: false } });
    expect(await app.as(keeper).moderation.unblock({ id })).toMatchObject({ viewer: { blocking: false } });
    expect(await app.as(muter).moderation.unmute({ id })).toMatchObject({ viewer: { muting: false } });

    expect((await app.as(keeper).moderation.blocks({})).items).toEqual([]);
    expect((await app.as(muter).moderation.mutes({})).items).toEqual([]);
    await restore(suspect);
    expect(await countsOf(follower)).toEqual({ following: 0, followers: 0, listed: [0, 0] });
    expect(await countsOf(suspect)).toEqual({ following: 0, followers: 0, listed: [0, 0] });
  });

  test('block and mute it', async () => {
    const [viewer, suspect] = await app.createUsers('rel_viewer', 'rel_blocked');
    await suspend(suspect);
    const { block, mute } = app.as(viewer).moderation;
    expect(await block({ id: suspect.id })).toMatchObject({ viewer: { blocking: true } });
    expect(await mute({ id: suspect.id })).toMatchObject({ viewer: { blocking: true, muting: true } });
  });

  test('take back a request to it, and refuse its own', async () => {
    const [asker, locked, suspect] = await app.createUsers('rel_asker', 'rel_locked', 'rel_asking');
    for (const user of [locked, suspect]) await app.as(user).users.update({ id: user.id, private: true });
    await app.as(asker).follows.create({ id: suspect.id });
    await app.as(suspect).follows.create({ id: locked.id });
    const [request] = (await app.as(locked).follows.requests.list({})).items;
    await suspend(suspect);
    expect(await app.as(asker).follows.delete({ id: suspect.id })).toMatchObject({
      viewer: { requested: false },
    });
    const refused = await app.as(locked).follows.requests.reject({ id: request?.id ?? '' });
    expect(refused).toMatchObject({ id: suspect.id, suspended: true });
    expect(await app.db.selectFrom('followRequests').select('id').execute()).toEqual([]);
  });

  test('see nothing of it but the name, nor follow it', async () => {
    const [viewer, suspect] = await app.createUsers('rel_reader', 'rel_hidden');
    await app.as(suspect).users.update({ id: suspect.id, displayName: 'Rude', bio: 'rude words' });
    await suspend(suspect);
    expect(await app.as(viewer).moderation.block({ id: suspect.id })).toEqual({
      ...{ id: suspect.id, username: 'rel_hidden', displayName: 'rel_hidden', suspended: true },
      ...{ bio: '', location: '', website: null, avatarUrl: null, bannerUrl: null },
      ...{ verified: false, private: false, role: 'user', createdAt: expect.any(String) },
      ...{ tweetCount: 0, followerCount: 0, followingCount: 0, noIndex: true, viewer: expect.any(Object) },
    });
    const { users, follows } = app.as(viewer);
    for (const call of [() => users.get({ id: suspect.id }), () => follows.create({ id: suspect.id })])
      expect(await rejection(call())).toMatchObject({ code: 'USER_NOT_FOUND' });
  });

  test('do nothing when it is deleted', async () => {
    const [viewer, gone] = await app.createUsers('rel_last', 'rel_gone');
    await app.as(gone).users.delete({ id: gone.id });
    const { follows, moderation } = app.as(viewer);
    for (const act of [follows.delete, follows.removeFollower, moderation.block, moderation.unmute])
      expect(await rejection(act({ id: gone.id }))).toMatchObject({ code: 'USER_NOT_FOUND' });
  });
});

describe('counts of follows say what their lists say', () => {
  test('while one of the two is suspended, and again when both are not', async () => {
    const [one, other, third] = await app.createUsers('cnt_one', 'cnt_other', 'cnt_third');
    await app.as(one).follows.create({ id: other.id });
    await app.as(other).follows.create({ id: third.id });
    await suspend(other);
    expect(await countsOf(one)).toEqual({ following: 0, followers: 0, listed: [0, 0] });
    expect(await countsOf(third)).toEqual({ following: 0, followers: 0, listed: [0, 0] });
    await suspend(third);
    await restore(other);
    expect(await countsOf(one)).toEqual({ following: 1, followers: 0, listed: [1, 0] });
    expect(await countsOf(other)).toEqual({ following: 0, followers: 1, listed: [0, 1] });
    await restore(third);
    expect(await countsOf(other)).toEqual({ following: 1, followers: 1, listed: [1, 1] });
  });

  test('when more follow than are counted at once, whatever suspensions and restorings follow each other', async () => {
    const [suspect, friend] = await app.createUsers('cnt_suspect', 'cnt_friend');
    const names = Array.from({ length: 450 }, (_, index) => `cnt_${index}`);
    const fans = await app.createUsers(...names);
    for (const fan of [friend, ...fans]) await app.as(fan).follows.create({ id: suspect.id });
    const acts = app.as(moderator).admin.users;
    await acts.suspend({ id: suspect.id, reason: 'spam' });
    await Promise.all([
      ...fans.slice(0, 20).map((fan) => app.as(fan).follows.delete({ id: suspect.id })),
      acts.restore({ id: suspect.id }),
      acts.suspend({ id: suspect.id, reason: 'again' }),
      acts.restore({ id: suspect.id }),
    ]);
    await suspend(suspect);
    expect(await countsOf(friend)).toEqual({ following: 0, followers: 0, listed: [0, 0] });
    expect(await findWrongCounters(app.db)).toEqual([]);
    await restore(suspect);
    expect(await app.as(friend).users.get({ id: suspect.id })).toMatchObject({ followerCount: 431 });
  });
});

async function suspend({ id }: TestUser): Promise<void> {
  await app.as(moderator).admin.users.suspend({ id, reason: 'spam' });
  await app.drain();
}

async function restore({ id }: TestUser): Promise<void> {
  await app.as(moderator).admin.users.restore({ id });
  await app.drain();
}

/** As the moderator sees them: the counts, and how long the lists are. */
async function countsOf({ id }: TestUser) {
  const { users } = app.as(moderator);
  const { followingCount: following, followerCount: followers } = await users.get({ id });
  const lists = [await users.following({ id }), await users.followers({ id })];
  return { following, followers, listed: lists.map(({ items }) => items.length) };
}

/** Follows that are counted though one of the two is suspended, or the other way round. */
async function findMiscounted() {
  const { rows } = await sql`
    select follows.id from follows
    join users as one on one.id = follower_id
    join users as other on other.id = followee_id
    where counted <> (one.is_active and other.is_active)`.execute(app.db);
  return rows;
}
