import { describeError } from '@dunlin/api';
import { createTestApp, rejection } from '@dunlin/harness';
import { afterAll, expect, test } from 'vitest';
import { defaultRateLimits } from '../src/core/rate-limits.ts';
import { appRouter } from '../src/router.ts';

const windowSeconds = 60;
const app = await createTestApp({
  settings: {
    maxStreamsPerViewer: 1,
    rateLimitFactor: 1,
    rateLimits: {
      ...defaultRateLimits,
      read: { max: 3, windowSeconds },
      write: { max: 2, windowSeconds },
      post: { max: 1, windowSeconds },
      register: { max: 2, windowSeconds },
    },
  },
});
afterAll(() => app[Symbol.asyncDispose]());

const limited = { code: 'RATE_LIMITED', status: 429 };

test('each kind of operation has a bucket of its own', async () => {
  const [user] = await app.createUsers('kinds');
  const api = app.as(user);
  const { id } = await api.tweets.create({ text: 'one' });
  expect(await rejection(api.tweets.create({ text: 'two' }))).toMatchObject(limited);
  for (let count = 0; count < 2; count++) await api.likes.create({ id });
  expect(await rejection(api.likes.create({ id }))).toMatchObject(limited);
  for (let count = 0; count < 3; count++) await api.auth.me();
  expect(await rejection(api.auth.me())).toMatchObject(limited);
});

test('of many calls at once those beyond the bound are refused, with when to come again', async () => {
  await using narrow = await createTestApp({ settings: { rateLimitFactor: 1, maxCallsPerCaller: 2 } });
  const [user] = await narrow.createUsers('under_way');
  const read = () =>
    narrow
      .as(user)
      .timelines.home({})
      .then(() => 'answered', describeError);
  const answers = await Promise.all(Array.from({ length: 60 }, read));
  expect(answers).toContain('answered');
  const refused = answers.filter((answer) => answer !== 'answered');
  expect(refused.length).toBeGreaterThan(0);
  for (const refusal of refused) expect(refusal).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 1_000 });
  expect(await read()).toBe('answered');
});

test('every operation is counted as one kind', () => {
  // biome-ignore lint/suspicious/noExplicitAny: tRPC types procedures as nested, and keeps them flat by name.
  const kinds = Object.entries<any>(appRouter._def.procedures).map(([name, { _def }]) => [
    name,
    _def.meta?.limit,
  ]);
  expect(kinds.filter(([, kind]) => kind === undefined)).toEqual([]);
  expect(Object.fromEntries(kinds)).toMatchObject({
    'tweets.get': 'read',
    'tweets.create': 'post',
    'likes.create': 'write',
    'timelines.onHome': 'stream',
    'auth.login': 'auth',
    'auth.refresh': 'auth',
    'auth.changePassword': 'auth',
    'auth.register': 'register',
  });
});

test('users have limits of their own, whatever address they share', async () => {
  const [first, second] = await app.createUsers('shares_one', 'shares_two');
  const request = { ipAddress: '192.0.2.10' };
  for (let count = 0; count < 3; count++) await app.as(first, request).auth.me();
  expect(await rejection(app.as(first, request).auth.me())).toMatchObject(limited);
  expect(await app.as(second, request).auth.me()).toMatchObject({ username: 'shares_two' });
});

test('one user has one limit, from every address and in every session', async () => {
  const [user] = await app.createUsers('roams');
  const call = (ipAddress: string) => app.as(user, { ipAddress }).auth.me();
  for (const address of ['192.0.2.20', '192.0.2.21', '2001:db8::1']) await call(address);
  expect(await rejection(call('192.0.2.22'))).toMatchObject(limited);
});

test('who is not signed in is known by address, and by /64 for IPv6', async () => {
  const call = (ipAddress: string, authorization?: string) =>
    rejection(app.anonymous({ ipAddress, authorization }).auth.me());
  for (let count = 1; count <= 3; count++) {
    expect(await call(`2001:db8:5:5::${count}`, 'Bearer forged')).toMatchObject({ code: 'UNAUTHENTICATED' });
  }
  expect(await call('2001:db8:5:5::9')).toMatchObject(limited);
  expect(await call('2001:db8:5:6::9')).toMatchObject({ code: 'UNAUTHENTICATED' });
});

test('a refusal says when to ask again', async () => {
  const [user] = await app.createUsers('waits');
  for (let count = 0; count < 3; count++) await app.as(user).auth.me();
  const { retryAfterMs } = await rejection(app.as(user).auth.me());
  expect(retryAfterMs).toBeGreaterThan(0);
  expect(retryAfterMs).toBeLessThanOrEqual(windowSeconds * 1000);
});

test('calls at the same moment are not more than the limit', async () => {
  const [user] = await app.createUsers('hurries');
  const results = await Promise.allSettled(Array.from({ length: 20 }, () => app.as(user).auth.me()));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
});

test('a call with an input that does not fit is counted too', async () => {
  const [user] = await app.createUsers('misfits');
  const post = (text: string) => rejection(app.as(user).tweets.create({ text }));
  expect(await post('')).toMatchObject({ code: 'VALIDATION_FAILED' });
  expect(await post('fits')).toMatchObject(limited);
});

test('registrations are counted by address, whoever is signed in', async () => {
  const [user] = await app.createUsers('registrar');
  const register = (username: string, ipAddress = '192.0.2.30') =>
    app
      .as(user, { ipAddress })
      .auth.register({ username, email: `${username}@example.org`, password: 'correct horse battery' });
  await register('registered_1');
  expect(await rejection(register('registered_1'))).toMatchObject({ code: 'USERNAME_TAKEN' });
  expect(await rejection(register('registered_2'))).toMatchObject(limited);
  expect(await register('registered_2', '192.0.2.31')).toMatchObject({ user: { username: 'registered_2' } });
});

test('a stream that has ended or failed is not open any more', async () => {
  const [user, other] = await app.createUsers('streams', 'streams_too');
  const open = async () => (await app.as(user).timelines.onHome({}))[Symbol.asyncIterator]();
  const first = await open();
  expect(await rejection(open())).toMatchObject({ code: 'TOO_MANY_SUBSCRIPTIONS' });
  await app.as(other).timelines.onHome({});
  await first.next();
  await app.as(user).auth.logout();
  expect(await rejection(first.next())).toMatchObject({ code: 'SESSION_ENDED' });

  const { id: sessionId } = await app.db
    .insertInto('sessions')
    .values({ userId: user.id, tokenHash: Buffer.from('again'), expiresAt: new Date(Date.now() + 60_000) })
    .returning('id')
    .executeTakeFirstOrThrow();
  const { accessTokens } = app.api.services.authenticator;
  const accessToken = await accessTokens.sign({ id: user.id, sessionId, role: 'user' });
  await app.as({ ...user, accessToken }).timelines.onHome({});
});
