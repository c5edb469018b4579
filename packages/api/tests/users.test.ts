import { createTestApp, rejection, type TestUser } from '@dunlin/harness';
import { afterAll, describe, expect, test } from 'vitest';

const app = await createTestApp();
afterAll(() => app[Symbol.asyncDispose]());

const twenty = Array.from({ length: 20 }, (_, index) => index);
const unauthenticated = { code: 'UNAUTHENTICATED', status: 401 };
const notFound = { code: 'USER_NOT_FOUND', status: 404 };
const noSuchId = '9223372036854775807';
const profile = {
  displayName: 'Ada Lovelace',
  bio: 'Notes on the engine.\nSecond line.',
  location: 'London',
  website: 'https://ada.example.org/notes',
};

describe('get', () => {
  test('finds a user by id, and by username in any case of letters', async () => {
    const [viewer, user] = await app.createUsers('finder', 'Found_1');
    const found = await app.as(viewer).users.get({ id: user.id });
    expect(found).toMatchObject({ id: user.id, username: 'Found_1', followerCount: 0, tweetCount: 0 });
    for (const username of ['Found_1', 'found_1', 'FOUND_1', '@Found_1', ' @found_1\n']) {
      expect(await app.as(viewer).users.getByUsername({ username })).toEqual(found);
    }
  });

  test('tells how the viewer and the user stand to each other', async () => {
    const [viewer, user] = await app.createUsers('stands', 'stood');
    const relation = async () => (await app.as(viewer).users.get({ id: user.id })).viewer;
    const none = { requested: false, blocking: false, muting: false };
    expect(await relation()).toEqual({ ...none, following: false, followedBy: false });
    await app.as(viewer).follows.create({ id: user.id });
    expect(await relation()).toEqual({ ...none, following: true, followedBy: false });
    await app.as(user).follows.create({ id: viewer.id });
    expect(await relation()).toEqual({ ...none, following: true, followedBy: true });
    await app.as(viewer).follows.delete({ id: user.id });
    expect(await relation()).toEqual({ ...none, following: false, followedBy: true });
  });

  test('says when there is no such user', async () => {
    const [viewer] = await app.createUsers('seeker');
    expect(await rejection(app.as(viewer).users.get({ id: noSuchId }))).toMatchObject(notFound);
    expect(await rejection(app.as(viewer).users.getByUsername({ username: 'nobody' }))).toMatchObject(
      notFound,
    );
  });

  test('whom one follows, what one likes, and who there is need a signed-in viewer', async () => {
    const [user] = await app.createUsers('seen');
    expect(await rejection(app.anonymous().users.list({}))).toMatchObject(unauthenticated);
    for (const list of ['followers', 'following', 'likes'] as const) {
      expect(await rejection(app.anonymous().users[list]({ id: user.id }))).toMatchObject(unauthenticated);
    }
  });
});

describe('update', () => {
  test('changes the profile, and others see it at once', async () => {
    const [ada, reader] = await app.createUsers('ada', 'ada_reader');
    await app.as(reader).users.get({ id: ada.id });

    const updated = await app.as(ada).users.update({ id: ada.id, ...profile });

    expect(updated).toMatchObject({ id: ada.id, username: 'ada', ...profile });
    expect(await app.as(reader).users.get({ id: ada.id })).toEqual({ ...updated });
  });

  test('leaves what is not named, and takes null and empty text away', async () => {
    const [user] = await app.createUsers('partial');
    const update = (fields: object) => app.as(user).users.update({ id: user.id, ...fields });
    await update(profile);
    expect(await update({ bio: 'new' })).toMatchObject({ ...profile, bio: 'new' });
    expect(await update({})).toMatchObject({ ...profile, bio: 'new' });
    const nothing = { bio: '', location: '', website: null };
    expect(await update(nothing)).toMatchObject({ displayName: profile.displayName, ...nothing });
  });

  test('counts characters as people do, and keeps addresses as browsers read them', async () => {
    const [user] = await app.createUsers('manners');
    const update = (fields: object) => app.as(user).users.update({ id: user.id, ...fields });
    const families = '👨‍👩‍👧‍👦'.repeat(10);
    expect(await update({ displayName: families, location: families })).toMatchObject({
      displayName: families,
      location: families,
    });
    const website = 'HTTPS://EVIL.example/"><script>';
    expect(await update({ website })).toMatchObject({ website: 'https://evil.example/%22%3E%3Cscript%3E' });
    expect(await update({ website: '' })).toMatchObject({ website: null });
  });

  test('shows the new name beside tweets', async () => {
    const [user] = await app.createUsers('renamed');
    const { id } = await app.as(user).tweets.create({ text: 'mine' });
    await app.as(user).tweets.get({ id });
    await app.as(user).users.update({ id: user.id, displayName: 'New Name' });
    expect((await app.as(user).tweets.get({ id })).author.displayName).toBe('New Name');
  });

  test('repeated changes nothing more', async () => {
    const [user] = await app.createUsers('repeats');
    const first = await app.as(user).users.update({ id: user.id, ...profile });
    expect(await app.as(user).users.update({ id: user.id, ...profile })).toEqual(first);
  });

  test('twenty at once leaves what one of them asked for, whole', async () => {
    const [user] = await app.createUsers('contended');
    await Promise.all(
      twenty.map((index) =>
        app.as(user).users.update({ id: user.id, bio: `bio ${index}`, location: `at ${index}` }),
      ),
    );
    const { bio, location } = await app.as(user).users.get({ id: user.id });
    expect(location).toBe(bio.replace('bio', 'at'));
  });

  test('is for the owner only', async () => {
    const [owner, other] = await app.createUsers('owner', 'other');
    const forbidden = { code: 'FORBIDDEN', status: 403 };
    expect(await rejection(app.as(other).users.update({ id: owner.id, bio: 'hacked' }))).toMatchObject(
      forbidden,
    );
    expect(await rejection(app.as(other).users.update({ id: noSuchId, bio: 'x' }))).toMatchObject(forbidden);
    expect(await rejection(app.anonymous().users.update({ id: owner.id, bio: 'x' }))).toMatchObject(
      unauthenticated,
    );
    expect((await app.as(owner).users.get({ id: owner.id })).bio).toBe('');
  });

  test.each([
    ['displayName', ''],
    ['displayName', ' \u200b\u3164 '],
    ['displayName', 'x'.repeat(51)],
    ['displayName', 'two\nlines'],
    ['bio', 'x'.repeat(161)],
    ['location', 'x'.repeat(51)],
    ['website', 'javascript:alert(1)'],
    ['website', 'https://paypal.com@evil.example/'],
    ['location', '\u200b'],
    ['bio', ' \u2800 '],
    ['displayName', '\u200b'],
    ['displayName', '\u200e'],
    ['displayName', '\u061c'],
    ['displayName', '\u034f'],
    ['displayName', '\u2800'],
    ['displayName', 'abc\u202edef'],
    ['displayName', '👨‍👩‍👧‍👦'.repeat(51)],
    ['displayName', `a${'\u0301'.repeat(900)}`],
    ['website', `https://example.org/${'x'.repeat(500)}`],
  ])('names the field when %s is %j', async (path, value) => {
    const [user] = await app.createUsers(`strict_${crypto.randomUUID().slice(0, 8)}`);
    const before = await app.as(user).users.get({ id: user.id });
    const call = app.as(user).users.update({ id: user.id, [path]: value });
    expect(await rejection(call)).toMatchObject({
      code: 'VALIDATION_FAILED',
      status: 400,
      issues: [{ path }],
    });
    expect(await app.as(user).users.get({ id: user.id })).toEqual(before);
  });
});

describe('delete', () => {
  test('takes the account away at once, and what it left soon after', async () => {
    const [leaver, friend] = await app.createUsers('leaver', 'friend');
    await becomeFriends(leaver, friend);
    const mine = await app.as(leaver).tweets.create({ text: 'mine' });
    const theirs = await app.as(friend).tweets.create({ text: 'theirs' });
    const reply = await app.as(leaver).tweets.create({ text: 'a reply', replyToId: theirs.id });
    await app.as(leaver).likes.create({ id: theirs.id });
    await app.drain();

    expect(await app.as(leaver).users.delete({ id: leaver.id })).toBeUndefined();

    const asFriend = app.as(friend);
    expect(await rejection(asFriend.users.get({ id: leaver.id }))).toMatchObject(notFound);
    expect(await rejection(asFriend.users.getByUsername({ username: 'leaver' }))).toMatchObject(notFound);
    for (const list of ['followers', 'following', 'tweets', 'likes'] as const) {
      expect(await rejection(asFriend.users[list]({ id: leaver.id }))).toMatchObject(notFound);
    }
    expect((await asFriend.users.followers({ id: friend.id })).items).toEqual([]);
    expect((await asFriend.timelines.home({})).items).toMatchObject([{ id: theirs.id }]);
    for (const { id } of [mine, reply]) {
      expect(await rejection(asFriend.tweets.get({ id }))).toMatchObject({ code: 'TWEET_NOT_FOUND' });
    }

    await app.drain();
    expect(await asFriend.users.get({ id: friend.id })).toMatchObject({
      followerCount: 0,
      followingCount: 0,
    });
    expect((await asFriend.tweets.get({ id: theirs.id })).counts).toMatchObject({ likes: 0, replies: 0 });
    expect((await asFriend.search.tweets({ q: 'theirs min_likes:1' })).items).toEqual([]);
    expect(app.errors).toEqual([]);
  });

  test('forgets what was personal and keeps the username from others', async () => {
    const [user] = await app.createUsers('reserved');
    await app.as(user).users.update({ id: user.id, ...profile });
    await app.as(user).users.delete({ id: user.id });

    const row = await app.db
      .selectFrom('users')
      .selectAll()
      .where('id', '=', user.id)
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({ email: null, passwordHash: null, displayName: '', bio: '', location: '' });
    expect(row).toMatchObject({ website: null, avatarUrl: null, bannerUrl: null });
    const register = (username: string) =>
      app.anonymous().auth.register({ username, email: 'reserved@example.org', password: 'long enough' });
    expect(await rejection(register('RESERVED'))).toMatchObject({ code: 'USERNAME_TAKEN' });
    expect((await register('someone_else')).user.email).toBe('reserved@example.org');
  });

  test('is for the owner only', async () => {
    const [owner, other] = await app.createUsers('stays', 'wants_gone');
    const call = app.as(other).users.delete({ id: owner.id });
    expect(await rejection(call)).toMatchObject({ code: 'FORBIDDEN', status: 403 });
    expect(await rejection(app.anonymous().users.delete({ id: owner.id }))).toMatchObject(unauthenticated);
    expect((await app.as(owner).auth.me()).id).toBe(owner.id);
  });

  test('repeated finds that the session has ended', async () => {
    const [user] = await app.createUsers('gone');
    await app.as(user).users.delete({ id: user.id });
    const call = app.as(user).users.delete({ id: user.id });
    expect(await rejection(call)).toMatchObject({ code: 'SESSION_ENDED', status: 401 });
  });

  test('twenty at once takes the counters down once', async () => {
    const [leaver, friend] = await app.createUsers('leaves_20', 'friend_20');
    await becomeFriends(leaver, friend);
    const calls = await Promise.allSettled(twenty.map(() => app.as(leaver).users.delete({ id: leaver.id })));
    await app.drain();
    expect(calls.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await app.as(friend).users.get({ id: friend.id })).toMatchObject({
      followerCount: 0,
      followingCount: 0,
    });
  });
});

async function becomeFriends(a: TestUser, b: TestUser): Promise<void> {
  await app.as(a).follows.create({ id: b.id });
  await app.as(b).follows.create({ id: a.id });
}
