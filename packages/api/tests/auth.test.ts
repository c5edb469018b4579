import { createTestApp, rejection } from '@dunlin/harness';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';

const app = await createTestApp();
afterAll(() => app[Symbol.asyncDispose]());

const password = 'correct horse battery';
const twenty = Array.from({ length: 20 }, (_, index) => index);

describe('register', () => {
  test('answers with the account and tokens that work', async () => {
    const { user, accessToken, refreshToken, ...rest } = await register('ada', {
      displayName: 'Ada Lovelace',
    });

    expect(rest).toEqual({ tokenType: 'Bearer', expiresIn: 900 });
    expect(user).toMatchObject({ username: 'ada', displayName: 'Ada Lovelace', email: 'ada@example.org' });
    expect(user).toMatchObject({ role: 'user', verified: false, tweetCount: 0 });
    expect(await bearer(accessToken).auth.me()).toEqual(user);
    expect((await app.anonymous().auth.refresh({ refreshToken })).user).toEqual(user);
  });

  test('takes the username as display name when none is given', async () => {
    expect((await register('Plain_1')).user.displayName).toBe('Plain_1');
  });

  test('needs no token, and does not look at one', async () => {
    const caller = app.anonymous({ authorization: 'Bearer junk' });
    const input = { username: 'tokenless', email: 'tokenless@example.org', password };
    expect((await caller.auth.register(input)).user.username).toBe('tokenless');
  });

  test.each([
    ...['admin', 'Root', 'support', 'me', 'api', 'null', '__proto__', 'helpdesk'],
    ...['admin1', '_Admin_', 'support_24', 'the_moderator', 'security_team'],
    'the_real_admins',
    'official_dunlin',
    'moderators',
  ])('refuses %s, which is reserved or near it', async (username) => {
    expect(await rejection(register(username))).toMatchObject({ code: 'USERNAME_RESERVED', status: 409 });
  });

  test.each(['admiral_1', 'supporter', 'modern_2', 'rooted', 'me_2', 'one_admin', '__12__'])(
    'takes %s, which is near nothing that passes for the staff',
    async (username) => {
      expect((await register(username)).user).toMatchObject({ username });
    },
  );

  test('takes names without the spaces that keyboards put around them, also to sign in', async () => {
    const email = 'spaced@xn--80ak6aa92e.xn--p1ai';
    const { user } = await register(' spaced ', { email: `${email} ` });
    expect(user).toMatchObject({ username: 'spaced', email });
    for (const name of [
      { username: ' Spaced ' },
      { username: 'spaced\t' },
      { username: '\u00a0@spaced\n' },
      { email: ` ${email}` },
      { email: `${email}\u3000\n` },
    ])
      expect((await app.anonymous().auth.login({ ...name, password })).user.id).toBe(user.id);
  });

  test('refuses a username or email that is taken, in any case of letters', async () => {
    await register('alice');
    const taken = { code: 'USERNAME_TAKEN', status: 409 };
    expect(await rejection(register('alice'))).toMatchObject(taken);
    expect(await rejection(register('ALICE', { email: 'other@example.org' }))).toMatchObject(taken);
    expect(await rejection(register('alice2', { email: 'Alice@Example.ORG' }))).toMatchObject({
      code: 'EMAIL_TAKEN',
      status: 409,
    });
  });

  test('lets one of twenty concurrent registrations of a username win, and tells the others why', async () => {
    const names = twenty.map((index) => (index % 2 ? 'zoe' : 'ZOE'));
    const results = await Promise.allSettled(
      names.map((name, index) => register(name, { email: `zoe${index}@example.org` })),
    );
    await expectOneWinner(results, 'USERNAME_TAKEN');
    expect(await countUsers('zoe%')).toBe(1);
  });

  test('lets one of several concurrent registrations of an email win', async () => {
    const results = await Promise.allSettled(
      [1, 2, 3, 4].map((index) => register(`mail${index}`, { email: 'shared@example.org' })),
    );
    await expectOneWinner(results, 'EMAIL_TAKEN');
    expect(await countUsers('mail%')).toBe(1);
  });

  test.each([
    ['username', { username: 'a'.repeat(101) }],
    ['username', { username: '' }],
    ['username', { username: 'with space' }],
    ['username', { username: 'аlice' }],
    ['email', { email: 'not an address' }],
    ['email', { email: `${'a'.repeat(250)}@example.org` }],
    ['password', { password: 'seven77' }],
    ['password', { password: 'x'.repeat(201) }],
    ['password', { password: '        ' }],
    ['password', { password: 'password' }],
    ['password', { password: '12345678' }],
    ['password', { password: 'PassWord1' }],
    ['password', { password: 'ｐａｓｓｗｏｒｄ' }],
    ['password', { password: 'pass\u200bword' }],
    ['password', { password: '00000000' }],
    ['password', { password: '87654321' }],
    ['password', { password: 'aaaaaaaaaaaa' }],
    ['password', { password: 'Strict@Example.org' }],
    ['displayName', { displayName: '' }],
  ])('names the field when %s is not allowed', async (path, change) => {
    const input = { username: 'strict', email: 'strict@example.org', password, ...change };
    expect(await rejection(app.anonymous().auth.register(input))).toMatchObject({
      code: 'VALIDATION_FAILED',
      status: 400,
      issues: [{ path }],
    });
    expect(await countUsers('strict')).toBe(0);
  });
});

test.each(['87654321', 'PassWord1', 'Renamer@Example.org'])(
  'a password cannot be changed to %s either',
  async (newPassword) => {
    const name = `changer_${newPassword.length}`;
    const email = newPassword.includes('@') ? newPassword : `${name}@example.org`;
    const { accessToken } = await register(name, { email });
    const change = bearer(accessToken).auth.changePassword({ currentPassword: password, newPassword });
    expect(await rejection(change)).toMatchObject({
      code: 'VALIDATION_FAILED',
      issues: [{ path: 'newPassword' }],
    });
  },
);

describe('login', () => {
  test('takes the username or the email, in any case of letters', async () => {
    const { user } = await register('Grace');
    const asks = [
      { username: 'Grace' },
      { username: 'gRACE' },
      { email: 'Grace@example.org' },
      { email: 'GRACE@EXAMPLE.ORG' },
    ];
    for (const ask of asks) {
      const answer = await app.anonymous().auth.login({ ...ask, password });
      expect(answer.user).toEqual(user);
      expect(await bearer(answer.accessToken).auth.me()).toEqual(user);
    }
  });

  test('takes either the username or the email', async () => {
    const failed = { code: 'VALIDATION_FAILED', status: 400 };
    expect(await rejection(app.anonymous().auth.login({ password }))).toMatchObject(failed);
    const both = { username: 'grace', email: 'grace@example.org', password };
    expect(await rejection(app.anonymous().auth.login(both))).toMatchObject(failed);
  });

  test('refuses a wrong password and starts no session', async () => {
    const { accessToken } = await register('careful');
    const wrong = [`${password}!`, password.toUpperCase(), '', 'x'.repeat(200)];
    for (const guess of wrong) {
      const call = app.anonymous().auth.login({ username: 'careful', password: guess });
      expect(await rejection(call)).toMatchObject({ code: 'INVALID_CREDENTIALS', status: 401 });
    }
    expect((await bearer(accessToken).auth.sessions.list({})).items).toHaveLength(1);
  });

  test('starts a session of its own each of twenty times, also concurrently', async () => {
    const { accessToken } = await register('busy');
    const answers = await Promise.all(
      twenty.map(() => app.anonymous().auth.login({ username: 'busy', password })),
    );
    expect(new Set(answers.map((answer) => answer.refreshToken)).size).toBe(20);
    expect((await bearer(accessToken).auth.sessions.list({ limit: 100 })).items).toHaveLength(21);
  });

  test('refuses a deleted account as it does one that never was', async () => {
    const { user, accessToken } = await register('leaver');
    await bearer(accessToken).users.delete({ id: user.id });
    const gone = await rejection(app.anonymous().auth.login({ username: 'leaver', password }));
    const never = await rejection(app.anonymous().auth.login({ username: 'never_was', password }));
    expect(gone).toEqual(never);
  });

  test('with the old password fails when the password changes meanwhile', async () => {
    const { user } = await register('racer');
    const changing = Promise.withResolvers<void>();
    const change = app.db.transaction().execute(async (trx) => {
      await trx.updateTable('users').set({ passwordHash: 'changed' }).where('id', '=', user.id).execute();
      await changing.promise;
    });
    const login = rejection(app.anonymous().auth.login({ username: 'racer', password }));
    await expect.poll(countWaiting, { interval: 5 }).toBe(1);
    changing.resolve();
    await change;
    expect(await login).toMatchObject({ code: 'INVALID_CREDENTIALS' });
  });
});

describe('changeEmail', () => {
  test('takes the password, and the account is signed in to with the new address alone', async () => {
    const { user, accessToken } = await register('moves');
    const { changeEmail } = bearer(accessToken).auth;
    const email = 'moved@example.org';
    expect(await rejection(changeEmail({ password: 'another', email }))).toMatchObject({
      ...{ code: 'INVALID_CREDENTIALS', status: 401 },
    });
    expect((await bearer(accessToken).auth.me()).email).toBe('moves@example.org');
    expect(await changeEmail({ password, email })).toEqual({ ...user, email });
    expect((await bearer(accessToken).auth.me()).email).toBe(email);
    const { login } = app.anonymous().auth;
    expect((await login({ email, password })).user.id).toBe(user.id);
    expect(await rejection(login({ email: 'moves@example.org', password }))).toMatchObject({
      code: 'INVALID_CREDENTIALS',
    });
  });

  test('refuses an address that is taken, in any case of letters, or is none', async () => {
    await register('stays');
    const { accessToken } = await register('would_move');
    const change = (email: string) => rejection(bearer(accessToken).auth.changeEmail({ password, email }));
    expect(await change('Stays@Example.org')).toMatchObject({ code: 'EMAIL_TAKEN', status: 409 });
    expect(await change('stays')).toMatchObject({ code: 'VALIDATION_FAILED', issues: [{ path: 'email' }] });
    expect((await bearer(accessToken).auth.me()).email).toBe('would_move@example.org');
  });
});

describe('me', () => {
  test('shows the email to its owner, who alone sees it', async () => {
    const { user } = await register('private');
    const [reader] = await app.createUsers('reader');
    expect(user.email).toBe('private@example.org');
    expect(await app.as(reader).users.get({ id: user.id })).not.toHaveProperty('email');
    expect(await app.as(reader).users.getByUsername({ username: 'private' })).not.toHaveProperty('email');
  });

  test('needs a signed-in viewer', async () => {
    expect(await rejection(app.anonymous().auth.me())).toMatchObject({
      code: 'UNAUTHENTICATED',
      status: 401,
    });
  });
});

function register(username: string, fields: { email?: string; displayName?: string } = {}) {
  return app.anonymous().auth.register({ username, email: `${username}@example.org`, password, ...fields });
}

function bearer(accessToken: string) {
  return app.anonymous({ authorization: `Bearer ${accessToken}` });
}

async function expectOneWinner(results: PromiseSettledResult<unknown>[], code: string): Promise<void> {
  const losers = results.filter((result) => result.status === 'rejected');
  expect(losers).toHaveLength(results.length - 1);
  for (const { reason } of losers) expect(await rejection(Promise.reject(reason))).toMatchObject({ code });
}

async function countUsers(pattern: string): Promise<number> {
  const users = await app.db.selectFrom('users').select('id').where('username', 'ilike', pattern).execute();
  return users.length;
}

/** How many statements in this database wait for a lock. */
async function countWaiting(): Promise<number> {
  const { rows } = await sql`
    select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
    app.db,
  );
  return rows.length;
}
