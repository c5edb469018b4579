import { createTestApp, rejection, type TestUser } from '@dunlin/harness';
import { makePhoto } from '@dunlin/harness/sample-media';
import { afterAll, describe, expect, test } from 'vitest';
import { hashPassword } from '../src/auth/password.ts';
import { getReadableMedia } from '../src/media/read-media.ts';
import { upload } from './media-upload.ts';
import { readWholeList } from './read-whole-list.ts';

const app = await createTestApp();
afterAll(async () => {
  await app.drain();
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

const password = 'correct horse battery';
const passwordHash = await hashPassword(password);
const [reader] = await app.createUsers('a_reader');
const [moderator] = await app.createStaff('moderator', 'a_moderator');
const [admin] = await app.createStaff('admin', 'an_admin');
const { auth, suspension } = app.anonymous();
const reason = 'sold followers';

describe('a suspended account that signs in', () => {
  test('is told reason and end, and gets no session', async () => {
    const { username } = await createSuspended('told', '2030-01-01T00:00:00+09:00');
    const error = await rejection(auth.login({ username, password }));
    expect(error).toMatchObject({
      ...{ code: 'ACCOUNT_SUSPENDED', status: 403 },
      suspension: { reason, until: '2029-12-31T15:00:00.000Z' },
    });
    expect(await suspension.get({ username, password })).toEqual({
      ...{ reason, until: '2029-12-31T15:00:00.000Z', appeal: null, suspendedAt: expect.any(String) },
    });
  });

  test('is told nothing without its password, and that it is not suspended when it is not', async () => {
    const { username } = await createSuspended('wrong');
    for (const call of [suspension.get, suspension.export, suspension.deleteAccount])
      expect(await rejection(call({ username, password: 'another' }))).toMatchObject({
        code: 'INVALID_CREDENTIALS',
      });
    await app.db
      .updateTable('users')
      .set({ suspendedAt: null, suspensionReason: null })
      .where('username', '=', username)
      .execute();
    for (const call of [suspension.get, suspension.export, suspension.deleteAccount])
      expect(await rejection(call({ username, password }))).toMatchObject({ code: 'ACCOUNT_NOT_SUSPENDED' });
  });
});

describe('a suspended account can appeal', () => {
  test('once, and is restored when the appeal is granted', async () => {
    const { id, username } = await createSuspended('appeals');
    const appeal = () => suspension.appeal({ username, password, text: 'they were friends' });
    const results = await Promise.allSettled([appeal(), appeal(), appeal()]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await rejection(appeal())).toMatchObject({ code: 'ALREADY_APPEALED' });
    const { appeals } = app.as(moderator).admin;
    const [open] = (await appeals.list({})).items;
    expect(open).toMatchObject({ user: { id }, tweetId: null, reason, text: 'they were friends' });
    await appeals.resolve({ id: open?.id ?? '', action: 'grant', note: 'so they were' });
    expect(await auth.login({ username, password })).toMatchObject({ user: { id } });
  });

  test('is told of a refusal, and appeals anew against another suspension', async () => {
    const { id, username } = await createSuspended('refused');
    const { id: appealId } = await suspension.appeal({ username, password, text: 'please' });
    await app.as(moderator).admin.appeals.resolve({ id: appealId, action: 'refuse', note: 'no' });
    expect(await suspension.get({ username, password })).toMatchObject({
      appeal: { resolution: { granted: false, note: 'no' } },
    });
    await app.as(moderator).admin.users.restore({ id });
    await app.as(moderator).admin.users.suspend({ id, reason });
    expect(await suspension.get({ username, password })).toMatchObject({ appeal: null });
    await suspension.appeal({ username, password, text: 'please' });
    await app.as(moderator).admin.users.restore({ id });
    expect((await app.as(moderator).admin.appeals.list({})).items).toEqual([]);
  });

  test('against an admin, which an admin decides', async () => {
    const { id, username } = await createSuspended('by_admin');
    await app.as(admin).admin.users.suspend({ id, reason });
    const { id: appealId } = await suspension.appeal({ username, password, text: 'please' });
    const resolve = (staff: TestUser, action: 'grant' | 'refuse') =>
      app.as(staff).admin.appeals.resolve({ id: appealId, action });
    for (const action of ['grant', 'refuse'] as const)
      expect(await rejection(resolve(moderator, action))).toMatchObject({ code: 'FORBIDDEN' });
    expect(await resolve(admin, 'grant')).toMatchObject({ resolution: { action: 'grant' } });
  });
});

test('a suspended account can export what it wrote and whom it knows, with the bytes of its media', async () => {
  const [author] = await app.createUsers('exports');
  const { id: mediaId } = await upload(app, author, await makePhoto({ width: 20, height: 20 }), 'a house');
  const ids: string[] = [];
  for (const text of ['first', 'second', 'third'])
    ids.unshift((await app.as(author).tweets.create({ text })).id);
  const shown = await app.as(author).tweets.create({ text: 'a picture', mediaIds: [mediaId] });
  await app.as(author).follows.create({ id: reader.id });
  await app.as(author).likes.create({ id: shown.id });
  await app.drain();
  const { username } = await suspend(author);

  const credentials = { username, password };
  const read = (part: 'tweets' | 'following' | 'likes' | 'mutes') =>
    readWholeList((page) => suspension.export({ ...credentials, part, ...page }), { limit: 3 });
  expect((await read('tweets')).map(({ id }) => id)).toEqual([shown.id, ...ids]);
  expect(await read('following')).toMatchObject([{ id: reader.id, tweet: null }]);
  expect(await read('likes')).toMatchObject([{ id: shown.id }]);
  expect(await read('mutes')).toEqual([]);
  const { account, items } = await suspension.export(credentials);
  expect(account).toMatchObject({ id: author.id, username, email: 'exports@example.org' });
  const [media] = items[0]?.tweet?.media ?? [];
  expect(media).toMatchObject({ id: mediaId, altText: 'a house' });

  const ticket = new URL(media?.url ?? '', 'http://localhost').searchParams.get('ticket') ?? '';
  const ctx = app.api.createContext({ requestId: 'bytes' });
  expect(await getReadableMedia(ctx, { id: mediaId, ticket })).toMatchObject({ type: 'image/webp' });
  for (const input of [
    { id: '1', ticket },
    { id: mediaId, ticket: 'another' },
  ])
    expect(await rejection(getReadableMedia(ctx, input))).toMatchObject({ code: 'MEDIA_NOT_FOUND' });
});

test('a suspended account can be deleted by who has its password, once, and appeals no longer', async () => {
  const { id, username } = await createSuspended('deletes');
  const appeal = await suspension.appeal({ username, password, text: 'please' });
  await suspension.deleteAccount({ username, password });
  await app.drain();
  expect(await app.as(moderator).admin.users.get({ id })).toMatchObject({ deletedAt: expect.any(String) });
  expect(await rejection(suspension.deleteAccount({ username, password }))).toMatchObject({
    code: 'INVALID_CREDENTIALS',
  });
  const { appeals } = app.as(moderator).admin;
  expect((await appeals.list({})).items).toEqual([]);
  expect((await appeals.list({ status: 'resolved' })).items[0]).toMatchObject({
    ...{ id: appeal.id, resolution: { action: 'refuse', resolver: null } },
  });
});

test('an appeal that is open although its account is deleted can be refused', async () => {
  const { id, username } = await createSuspended('left');
  const appeal = await suspension.appeal({ username, password, text: 'please' });
  await app.db.updateTable('users').set({ deletedAt: new Date() }).where('id', '=', id).execute();
  const resolve = (action: 'grant' | 'refuse') =>
    app.as(moderator).admin.appeals.resolve({ id: appeal.id, action });
  expect(await rejection(resolve('grant'))).toMatchObject({ code: 'USER_NOT_FOUND' });
  expect(await resolve('refuse')).toMatchObject({ resolution: { action: 'refuse' } });
});

async function createSuspended(name: string, until?: string): Promise<TestUser> {
  const [user] = await app.createUsers(name);
  return suspend(user, until);
}

async function suspend(user: TestUser, until?: string): Promise<TestUser> {
  await app.db.updateTable('users').set({ passwordHash }).where('id', '=', user.id).execute();
  await app.as(moderator).admin.users.suspend({ id: user.id, reason, until });
  return user;
}
