import { createTestApp, rejection, type TestUser } from '@dunlin/harness';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashPassword } from '../src/auth/password.ts';
import { countFaults } from '../src/core/data-check.ts';
import { listDataChecks } from '../src/data-checks.ts';
import { refreshUsers } from '../src/search/index-users.ts';
import { deleteDueAccounts } from '../src/users/deactivation.ts';

const app = await createTestApp({ settings: { accountDeletionDays: 30 } });
afterAll(async () => {
  await app.drain();
  for (const check of listDataChecks(app.api.services)) {
    const findings = await check.verify();
    expect([countFaults(findings), findings]).toMatchObject([0, { pending: 0 }]);
  }
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

const password = 'correct horse battery';
const { auth, suspension } = app.anonymous();
const [moderator] = await app.createStaff('moderator', 'de_moderator');
await refreshUsers(app.api.services, [moderator.id]);
const day = 24 * 3_600_000;
let passwordHash: string;
beforeAll(async () => {
  passwordHash = await hashPassword(password);
});

describe('an account that its owner deletes', () => {
  test('is gone for everybody else at once, and all of it is back when its owner comes back', async () => {
    const world = await createWorld();
    const before = await lookAround(world);
    expect(before.friend).toMatchObject({
      home: expect.arrayContaining([world.rootId]),
      found: [world.rootId],
    });

    await app.as(world.leaver).users.delete({ id: world.leaver.id });
    const { user, tweet, listed, found } = (await lookAround(world)).friend;
    expect({ user, tweet, listed, found }).toEqual({
      ...{ user: 'USER_NOT_FOUND', tweet: 'TWEET_NOT_FOUND', listed: false, found: [] },
    });
    await app.drain();
    const { friend } = await lookAround(world);
    expect(friend.own).toMatchObject({ followerCount: 0, followingCount: 0 });
    expect(friend.counts).toMatchObject({ likes: 0, retweets: 0, quotes: 0, replies: 0, bookmarks: 0 });
    expect(friend).toMatchObject({ home: [world.theirsId], people: [], notified: [] });

    const { accessToken } = await auth.reactivate({ username: world.leaver.username, password });
    await app.drain();
    expect(await lookAround({ ...world, leaver: { ...world.leaver, accessToken } })).toEqual(before);
  });

  test('is shown to nobody who blocks, mutes or asks to follow it, and what they did stands when it is back', async () => {
    const [leaver, keeper, muter, asker] = await createAccounts(
      'de_kept',
      'de_keeper',
      'de_muter',
      'de_asker',
    );
    const { id, username } = leaver;
    await app.as(leaver).users.update({ id, private: true });
    await app.as(keeper).moderation.block({ id });
    await app.as(muter).moderation.mute({ id });
    await app.as(asker).follows.create({ id });
    await app.as(leaver).users.delete({ id });
    expect((await app.as(keeper).moderation.blocks({})).items).toEqual([]);
    expect((await app.as(muter).moderation.mutes({})).items).toEqual([]);
    for (const { block, mute } of [app.as(asker).moderation])
      for (const act of [block, mute])
        expect(await rejection(act({ id }))).toMatchObject({ code: 'USER_NOT_FOUND' });
    const { accessToken } = await auth.reactivate({ username, password });
    expect((await app.as(keeper).moderation.blocks({})).items).toMatchObject([{ id }]);
    expect((await app.as(muter).moderation.mutes({})).items).toMatchObject([{ id }]);
    const requests = await app.as({ ...leaver, accessToken }).follows.requests.list({});
    expect(requests.items).toMatchObject([{ user: { id: asker.id } }]);
  });

  test('is told so when it signs in, until when it can come back, and gets no session', async () => {
    const { username, email, refreshToken, user } = await register('de_told');
    await app.as(user).users.delete({ id: user.id });
    const error = await rejection(auth.login({ username, password }));
    expect(error).toMatchObject({ code: 'ACCOUNT_DEACTIVATED', status: 403 });
    const dueInMs = Date.parse(error.deactivation?.deletionDueAt ?? '') - Date.now();
    expect(Math.abs(dueInMs - 30 * day)).toBeLessThan(60_000);
    expect(await rejection(auth.login({ email, password }))).toMatchObject({ code: 'ACCOUNT_DEACTIVATED' });
    const refused = { code: 'INVALID_CREDENTIALS' };
    expect(await rejection(auth.login({ username, password: 'another' }))).toMatchObject(refused);
    expect(await rejection(auth.refresh({ refreshToken }))).toMatchObject({ code: 'INVALID_REFRESH_TOKEN' });
    expect(await rejection(app.as(user).auth.me())).toMatchObject({ code: 'SESSION_ENDED' });
    expect(await countSessions(user)).toBe(0);
  });

  test('keeps its username and email from others', async () => {
    const { username, email, user } = await register('de_reserved');
    await app.as(user).users.delete({ id: user.id });
    expect(
      await rejection(auth.register({ username, email: 'de_other@example.org', password })),
    ).toMatchObject({ code: 'USERNAME_TAKEN' });
    expect(await rejection(auth.register({ username: 'de_another', email, password }))).toMatchObject({
      code: 'EMAIL_TAKEN',
    });
  });

  test('is seen by moderators, with the time of its end', async () => {
    const [leaver] = await createAccounts('de_seen');
    await app.as(leaver).users.delete({ id: leaver.id });
    const { users } = app.as(moderator).admin;
    const seen = { id: leaver.id, deletedAt: null, deletionDueAt: expect.any(String), bio: 'about de_seen' };
    await app.db.updateTable('users').set({ bio: 'about de_seen' }).where('id', '=', leaver.id).execute();
    expect(await users.get({ id: leaver.id })).toMatchObject(seen);
    expect((await users.list({ status: 'deactivated', name: 'de_seen' })).items).toMatchObject([seen]);
  });
});

describe('coming back', () => {
  test('takes the password, and works once', async () => {
    const [leaver] = await createAccounts('de_back');
    const { username, id } = leaver;
    expect(await rejection(auth.reactivate({ username, password }))).toMatchObject({
      ...{ code: 'ACCOUNT_NOT_DEACTIVATED', status: 409 },
    });
    await app.as(leaver).users.delete({ id });
    expect(await rejection(auth.reactivate({ username, password: 'another' }))).toMatchObject({
      code: 'INVALID_CREDENTIALS',
    });
    const results = await Promise.allSettled([1, 2, 3].map(() => auth.reactivate({ username, password })));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await auth.login({ username, password })).user.id).toBe(id);
  });

  test('of a suspended account leaves it suspended, with its appeal', async () => {
    const [suspect] = await createAccounts('de_suspect');
    const { username, id } = suspect;
    await app.as(moderator).admin.users.suspend({ id, reason: 'spam' });
    await suspension.appeal({ username, password, text: 'please' });
    await suspension.deleteAccount({ username, password });
    expect(await rejection(auth.login({ username, password }))).toMatchObject({
      code: 'ACCOUNT_DEACTIVATED',
    });
    for (const call of [suspension.get, suspension.export, suspension.deleteAccount])
      expect(await rejection(call({ username, password }))).toMatchObject({
        ...{ code: 'ACCOUNT_DEACTIVATED', deactivation: { deletionDueAt: expect.any(String) } },
      });
    expect(await rejection(auth.reactivate({ username, password }))).toMatchObject({
      ...{ code: 'ACCOUNT_SUSPENDED', suspension: { reason: 'spam', until: null } },
    });
    expect(await suspension.get({ username, password })).toMatchObject({ appeal: { resolution: null } });
    expect(await countSessions(suspect)).toBe(0);
  });

  test('races the deletion that is due, and one of them wins whole', async () => {
    const [leaver] = await createAccounts('de_raced');
    await app.as(leaver).tweets.create({ text: 'left or not' });
    await app.as(leaver).users.delete({ id: leaver.id });
    await makeDue(leaver);
    const [back] = await Promise.allSettled([
      auth.reactivate({ username: leaver.username, password }),
      deleteDueAccounts(app.api.services),
    ]);
    await app.drain();
    const { deletedAt, deletionDueAt, email } = await readRow(leaver);
    expect({ isDeleted: deletedAt !== null, hasEmail: email !== null, deletionDueAt }).toEqual(
      back.status === 'fulfilled'
        ? { isDeleted: false, hasEmail: true, deletionDueAt: null }
        : { isDeleted: true, hasEmail: false, deletionDueAt: null },
    );
  });
});

test('an account whose time is over is deleted for good by the clock, and not before', async () => {
  const [early, due, friend] = await createAccounts('de_early', 'de_due', 'de_friend');
  const mine = await app.as(due).tweets.create({ text: 'mine' });
  await app.as(due).follows.create({ id: friend.id });
  for (const user of [early, due]) await app.as(user).users.delete({ id: user.id });
  await makeDue(due);
  await deleteDueAccounts(app.api.services);
  await app.drain();
  expect(await readRow(early)).toMatchObject({ deletedAt: null, email: 'de_early@example.org' });
  expect(await readRow(due)).toMatchObject({ deletedAt: expect.any(Date), email: null, deletionDueAt: null });
  expect(await rejection(auth.reactivate({ username: due.username, password }))).toMatchObject({
    code: 'INVALID_CREDENTIALS',
  });
  const { rows } = await sql<{ left: number }>`
    select (select count(*) from follows where follower_id = ${due.id})
      + (select count(*) from tweets where id = ${mine.id} and deleted_at is null) as left`.execute(app.db);
  expect(Number(rows[0]?.left)).toBe(0);
  expect((await auth.reactivate({ username: early.username, password })).user.id).toBe(early.id);
});

describe('deleting an account takes a session that was begun within ten minutes', () => {
  test('so a token of an older one, refreshed or not, is refused, and another sign-in helps', async () => {
    const { username, user, refreshToken } = await register('de_old');
    const remove = (accessToken: string) => app.as({ ...user, accessToken }).users.delete({ id: user.id });
    await ageSessions(user, 11);
    const refused = { code: 'RECENT_SIGN_IN_REQUIRED', status: 403 };
    expect(await rejection(remove(user.accessToken))).toMatchObject(refused);
    const refreshed = await auth.refresh({ refreshToken });
    expect(await rejection(remove(refreshed.accessToken))).toMatchObject(refused);
    expect(await readRow(user)).toMatchObject({ deletionDueAt: null });
    await remove((await auth.login({ username, password })).accessToken);
    expect(await readRow(user)).toMatchObject({ deletionDueAt: expect.any(Date) });
  });

  test('which one of nine minutes is', async () => {
    const [leaver] = await createAccounts('de_nine');
    await ageSessions(leaver, 9);
    await app.as(leaver).users.delete({ id: leaver.id });
    expect(await readRow(leaver)).toMatchObject({ deletionDueAt: expect.any(Date) });
  });
});

/** A leaver and a friend who have done to each other what can be done. */
async function createWorld() {
  const [leaver, friend, foe] = await createAccounts('de_leaver', 'de_mutual', 'de_foe');
  const profile = {
    displayName: 'Ada',
    bio: 'leaving word',
    location: 'here',
    website: 'https://a.example/',
  };
  await app.as(leaver).users.update({ id: leaver.id, ...profile });
  await app.as(leaver).follows.create({ id: friend.id });
  await app.as(friend).follows.create({ id: leaver.id });
  const { id: rootId } = await app.as(leaver).tweets.create({ text: 'a rare leaveword #leaving @de_mutual' });
  const { id: theirsId } = await app.as(friend).tweets.create({ text: 'theirs' });
  for (const [user, id] of [
    [leaver, theirsId],
    [friend, rootId],
  ] as const) {
    const { likes, retweets, bookmarks, tweets } = app.as(user);
    for (const { create } of [likes, retweets, bookmarks]) await create({ id });
    await tweets.create({ text: 'a reply', replyToId: id });
    await tweets.create({ text: 'a quote', quotedId: id });
  }
  await app.as(leaver).moderation.block({ id: foe.id });
  await app.drain();
  // What is about the leaver goes with the leaver; the friend's own stays.
  return { leaver, friend, foe, rootId, theirsId };
}

type World = Awaited<ReturnType<typeof createWorld>>;

async function lookAround(world: World) {
  const { leaver, friend } = world;
  return { friend: await look(friend, world), leaver: await readOwn(leaver) };
}

/** All that shows an account and what it did, as somebody else sees it. */
async function look(viewer: TestUser, { leaver, rootId, theirsId }: World) {
  const { users, tweets, timelines, search, notifications, bookmarks } = app.as(viewer);
  const ids = ({ items }: { items: { id: string }[] }) => items.map(({ id }) => id);
  const people = [
    ...[users.followers({ id: viewer.id }), users.following({ id: viewer.id })],
    ...[tweets.likers({ id: theirsId }), tweets.retweeters({ id: theirsId })],
  ];
  const lists = [
    ...[tweets.quotes({ id: theirsId }), tweets.replies({ id: theirsId }), tweets.thread({ id: theirsId })],
    ...[bookmarks.list({}), users.tweets({ id: viewer.id })],
  ];
  const { views: _, ...counts } = (await tweets.get({ id: theirsId })).counts;
  return {
    counts,
    user: await users.get({ id: leaver.id }).catch(codeOf),
    tweet: await tweets.get({ id: rootId }).then(({ text }) => text, codeOf),
    listed: ids(await users.list({ limit: 100 })).includes(leaver.id),
    found: (await search.tweets({ q: 'leaveword' })).items.map(({ tweet }) => tweet.id),
    byName: (await search.users({ q: 'de_leaver' })).items.map(({ id }) => id),
    home: (await timelines.home({})).items
      .map(({ id, retweetOf }) => retweetOf?.id ?? id)
      .filter((id) => id === rootId || id === theirsId),
    people: [...new Set((await Promise.all(people)).flatMap(ids))].filter((id) => id === leaver.id),
    lists: (await Promise.all(lists)).map(ids),
    notified: (await notifications.list({})).items.map(({ type, actors }) => [
      type,
      actors.map(({ id }) => id),
    ]),
    own: await users.get({ id: viewer.id }),
  };
}

/** What an account finds of its own, while it is there. */
async function readOwn(user: TestUser) {
  const { auth: own, timelines, notifications, moderation, bookmarks, users } = app.as(user);
  const me = await own.me().catch(codeOf);
  if (typeof me === 'string') return me;
  return {
    me,
    home: withoutViews((await timelines.home({})).items),
    notified: withoutViews((await notifications.list({})).items),
    blocks: (await moderation.blocks({})).items,
    bookmarks: withoutViews((await bookmarks.list({})).items),
    tweets: withoutViews((await users.tweets({ id: user.id })).items),
    likes: withoutViews((await users.likes({ id: user.id })).items),
  };
}

/** Looking is counted too. */
function withoutViews(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, inner) => (key === 'views' ? undefined : inner)));
}

async function createAccounts<Names extends string[]>(...names: Names) {
  const users = await app.createUsers(...names);
  await app.db.updateTable('users').set({ passwordHash }).where('username', 'in', names).execute();
  await refreshUsers(
    app.api.services,
    users.map(({ id }) => id),
  );
  return users;
}

async function register(username: string) {
  const email = `${username}@example.org`;
  const { user, accessToken, refreshToken } = await auth.register({ username, email, password });
  return { username, email, refreshToken, user: { id: user.id, username, sessionId: '', accessToken } };
}

async function makeDue({ id }: TestUser): Promise<void> {
  await app.db
    .updateTable('users')
    .set({ deletionDueAt: sql<Date>`now() - interval '1 second'` })
    .where('id', '=', id)
    .execute();
}

async function ageSessions({ id }: TestUser, minutes: number): Promise<void> {
  await app.db
    .updateTable('sessions')
    .set({ createdAt: sql<Date>`now() - make_interval(mins => ${minutes}::int)` })
    .where('userId', '=', id)
    .execute();
}

async function countSessions({ id }: TestUser): Promise<number> {
  return (await app.db.selectFrom('sessions').select('id').where('userId', '=', id).execute()).length;
}

function readRow({ id }: TestUser) {
  return app.db
    .selectFrom('users')
    .select(['deletedAt', 'deletionDueAt', 'email'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
}

async function codeOf(error: unknown): Promise<string> {
  return (await rejection(Promise.reject(error))).code;
}
