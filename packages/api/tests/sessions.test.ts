import { createInProcessBus } from '@dunlin/backends/bus';
import { createTestApp, rejection } from '@dunlin/harness';
import { afterAll, describe, expect, test } from 'vitest';

const app = await createTestApp({ settings: { maxSessionsPerUser: 25 } });
afterAll(() => app[Symbol.asyncDispose]());

const password = 'correct horse battery';
const ended = { code: 'SESSION_ENDED', status: 401 };
const unauthenticated = { code: 'UNAUTHENTICATED', status: 401 };

test('beyond the number that an account has, a sign-in ends the session that was not used for longest', async () => {
  const first = await register('many_devices');
  const second = await login('many_devices');
  for (let count = 2; count < 25; count++) await login('many_devices');
  const refreshed = await app.anonymous().auth.refresh({ refreshToken: first.refreshToken });

  const last = await login('many_devices');
  expect(await rejection(bearer(second.accessToken).auth.me())).toMatchObject(ended);
  for (const { accessToken } of [refreshed, last])
    expect((await bearer(accessToken).auth.me()).username).toBe('many_devices');
  expect((await bearer(last.accessToken).auth.sessions.list({ limit: 100 })).items).toHaveLength(25);
});

describe('logout', () => {
  test('ends its session and no other', async () => {
    const { accessToken, refreshToken } = await register('leaves');
    const other = await login('leaves');
    await bearer(accessToken).auth.me();

    expect(await bearer(accessToken).auth.logout()).toBeUndefined();

    expect(await rejection(bearer(accessToken).auth.me())).toMatchObject(ended);
    expect(await rejection(app.anonymous().auth.refresh({ refreshToken }))).toMatchObject({
      code: 'INVALID_REFRESH_TOKEN',
    });
    expect((await bearer(other.accessToken).auth.me()).username).toBe('leaves');
  });

  test('needs a session that lives: a second time there is none', async () => {
    const { accessToken } = await register('leaves_twice');
    await bearer(accessToken).auth.logout();
    expect(await rejection(bearer(accessToken).auth.logout())).toMatchObject(ended);
    expect(await rejection(app.anonymous().auth.logout())).toMatchObject(unauthenticated);
  });

  test('comes to the same end twenty times at once', async () => {
    const { accessToken } = await register('leaves_often');
    const results = await twentyTimes(() => bearer(accessToken).auth.logout());
    for (const code of results.codes) expect(code).toBe('SESSION_ENDED');
    expect(await rejection(bearer(accessToken).auth.me())).toMatchObject(ended);
  });
});

describe('changePassword', () => {
  test('ends every session and answers with a new one', async () => {
    const first = await register('changes');
    const second = await login('changes');
    await bearer(second.accessToken).auth.me();

    const { accessToken, user } = await change(first.accessToken, password, 'staple and glue');

    expect(user).toEqual(first.user);
    for (const old of [first, second]) {
      expect(await rejection(bearer(old.accessToken).auth.me())).toMatchObject(ended);
      const call = app.anonymous().auth.refresh({ refreshToken: old.refreshToken });
      expect(await rejection(call)).toMatchObject({ code: 'INVALID_REFRESH_TOKEN' });
    }
    expect((await bearer(accessToken).auth.sessions.list({})).items).toMatchObject([{ current: true }]);
    expect(await rejection(login('changes'))).toMatchObject({ code: 'INVALID_CREDENTIALS' });
    expect((await login('changes', 'staple and glue')).user).toEqual(user);
  });

  test('needs the current password, and changes nothing without it', async () => {
    const { accessToken } = await register('guessed');
    expect(await rejection(change(accessToken, 'wrong guess', 'staple and glue'))).toMatchObject({
      code: 'INVALID_CREDENTIALS',
      status: 401,
    });
    await bearer(accessToken).auth.me();
    await login('guessed');
  });

  test('needs a signed-in viewer', async () => {
    expect(await rejection(change('junk', password, 'staple and glue'))).toMatchObject(unauthenticated);
  });

  test('a second time needs the new password', async () => {
    const first = await register('again');
    const { accessToken } = await change(first.accessToken, password, 'staple and glue');
    const repeated = change(accessToken, password, 'staple and glue');
    expect(await rejection(repeated)).toMatchObject({ code: 'INVALID_CREDENTIALS' });
    await bearer(accessToken).auth.me();
  });

  test('lets one of twenty concurrent changes win', async () => {
    const { accessToken } = await register('contended');
    const results = await twentyTimes((index) => change(accessToken, password, `new password ${index}`));

    expect(results.answers).toHaveLength(1);
    for (const code of results.codes) expect(code).toMatch(/^(INVALID_CREDENTIALS|SESSION_ENDED)$/);
    const [winner] = results.answers;
    expect((await bearer(winner?.accessToken ?? '').auth.sessions.list({})).items).toHaveLength(1);
  });
});

describe('sessions.list', () => {
  test('tells where each session came from, newest first', async () => {
    const from = { userAgent: 'Dunlin/1.0 (test)', ipAddress: '192.0.2.7' };
    await register('lists_some');
    const { accessToken } = await login('lists_some', password, from);

    const { items, nextCursor } = await bearer(accessToken).auth.sessions.list({});

    expect(items).toMatchObject([
      { current: true, ...from },
      { current: false, userAgent: null, ipAddress: null },
    ]);
    expect(nextCursor).toBeNull();
  });

  test('cuts what a client says of itself', async () => {
    await register('talks');
    const { accessToken } = await login('talks', password, { userAgent: 'x'.repeat(10_000) });
    const { items } = await bearer(accessToken).auth.sessions.list({});
    expect(items[0]?.userAgent).toHaveLength(300);
  });

  test('leaves out sessions that expired', async () => {
    const { accessToken, user } = await register('old');
    await app.db
      .insertInto('sessions')
      .values({ userId: user.id, tokenHash: Buffer.from('old'), expiresAt: new Date(0) })
      .execute();
    expect((await bearer(accessToken).auth.sessions.list({})).items).toHaveLength(1);
  });

  test('needs a signed-in viewer', async () => {
    expect(await rejection(app.anonymous().auth.sessions.list({}))).toMatchObject(unauthenticated);
  });
});

describe('sessions.revoke', () => {
  test('ends another session of the viewer at once', async () => {
    const { accessToken } = await register('revokes');
    const other = await login('revokes');
    await bearer(other.accessToken).auth.me();
    const id = await sessionOf(other.accessToken);

    expect(await bearer(accessToken).auth.sessions.revoke({ id })).toBeUndefined();

    expect(await rejection(bearer(other.accessToken).auth.me())).toMatchObject(ended);
    expect((await bearer(accessToken).auth.sessions.list({})).items).toHaveLength(1);
  });

  test('ends the session it came with', async () => {
    const { accessToken } = await register('revokes_own');
    await bearer(accessToken).auth.sessions.revoke({ id: await sessionOf(accessToken) });
    expect(await rejection(bearer(accessToken).auth.me())).toMatchObject(ended);
  });

  test("does not find another user's session, which lives on", async () => {
    const [mallory, victim] = await app.createUsers('mallory', 'victim');
    const call = app.as(mallory).auth.sessions.revoke({ id: victim.sessionId });
    expect(await rejection(call)).toMatchObject({ code: 'SESSION_NOT_FOUND', status: 404 });
    expect((await app.as(victim).auth.sessions.list({})).items).toHaveLength(1);
  });

  test('needs a signed-in viewer', async () => {
    const [owner] = await app.createUsers('owner');
    expect(await rejection(app.anonymous().auth.sessions.revoke({ id: owner.sessionId }))).toMatchObject(
      unauthenticated,
    );
    expect((await app.as(owner).auth.sessions.list({})).items).toHaveLength(1);
  });

  test('finds the session once of twenty times, also concurrently', async () => {
    const { accessToken } = await register('revokes_often');
    const id = await sessionOf((await login('revokes_often')).accessToken);
    const results = await twentyTimes(() => bearer(accessToken).auth.sessions.revoke({ id }));
    expect(results.answers).toHaveLength(1);
    expect(new Set(results.codes)).toEqual(new Set(['SESSION_NOT_FOUND']));
    expect(await rejection(bearer(accessToken).auth.sessions.revoke({ id }))).toMatchObject({
      code: 'SESSION_NOT_FOUND',
    });
  });
});

test('while hints may be lost, a session that ended elsewhere is refused at once', async () => {
  await using cut = await createTestApp({ peer: app, bus: { ...createInProcessBus(), isConnected: false } });
  const [user] = await app.createUsers('ends_elsewhere');
  await cut.as(user).auth.me();
  await app.as(user).auth.logout();
  expect(await rejection(cut.as(user).auth.me())).toMatchObject(ended);
});

test('what was looked up before a gap is not remembered after it', async () => {
  const gaps = new Set<() => void>();
  const onGap = (listener: () => void) => {
    gaps.add(listener);
    return () => void gaps.delete(listener);
  };
  await using cut = await createTestApp({
    peer: app,
    bus: { ...createInProcessBus(), onGap },
    onQuery({ sql }) {
      if (sql.includes('from "sessions"')) for (const tell of gaps) tell();
    },
  });
  const [user] = await app.createUsers('ends_unheard');
  await cut.as(user).auth.me();
  await app.as(user).auth.logout();
  expect(await rejection(cut.as(user).auth.me())).toMatchObject(ended);
});

function register(username: string) {
  return app.anonymous().auth.register({ username, email: `${username}@example.org`, password });
}

function login(username: string, secret = password, from: { userAgent?: string; ipAddress?: string } = {}) {
  return app.anonymous(from).auth.login({ username, password: secret });
}

function change(accessToken: string, currentPassword: string, newPassword: string) {
  return bearer(accessToken).auth.changePassword({ currentPassword, newPassword });
}

function bearer(accessToken: string) {
  return app.anonymous({ authorization: `Bearer ${accessToken}` });
}

async function sessionOf(accessToken: string): Promise<string> {
  const { items } = await bearer(accessToken).auth.sessions.list({});
  return items.find(({ current }) => current)?.id ?? '';
}

/** The answers of those of twenty concurrent calls that succeed, and the error codes of the others. */
async function twentyTimes<Answer>(call: (index: number) => Promise<Answer>) {
  const results = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => call(index)));
  const answers = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  const errors = await Promise.all(failures.map((reason) => rejection(Promise.reject(reason))));
  return { answers, codes: errors.map(({ code }) => code) };
}
