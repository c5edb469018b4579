import { createTestApp, rejection } from '@dunlin/harness';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultRateLimits } from '../src/core/rate-limits.ts';

const windowSeconds = 60;
const app = await createTestApp({
  settings: {
    rateLimitFactor: 1,
    rateLimits: {
      ...defaultRateLimits,
      loginFromAddress: { max: 4, windowSeconds },
      loginToAccountFromAddress: { max: 2, windowSeconds },
      loginToAccount: { max: 3, windowSeconds },
      loginFromKnownAddress: { max: 2, windowSeconds },
      passwordOfSession: { max: 2, windowSeconds },
    },
  },
});
afterAll(() => app[Symbol.asyncDispose]());

const password = 'correct horse battery';
const home = '192.0.2.1';
let lastAddress = 0;
let passwordHash: string | null;
beforeAll(async () => {
  await app.anonymous().auth.register({ username: 'model', email: 'model@example.org', password });
  ({ passwordHash } = await app.db
    .selectFrom('users')
    .select('passwordHash')
    .where('username', '=', 'model')
    .executeTakeFirstOrThrow());
});

test('after so many wrong passwords from an address the right one is refused there, and nowhere else', async () => {
  await createAccount('guessed');
  const address = newAddress();
  expect(await tryWrong('guessed', address, 3)).toEqual([
    'INVALID_CREDENTIALS',
    'INVALID_CREDENTIALS',
    'RATE_LIMITED',
  ]);
  expect(await login('guessed', address)).toBe('RATE_LIMITED');
  expect(await login('GUESSED', address)).toBe('RATE_LIMITED');
  expect(await login('guessed', newAddress())).toBe('signed in');
});

test('an account that does not exist is limited as one that does', async () => {
  await createAccount('exists');
  const [one, other] = [newAddress(), newAddress()];
  expect(await tryWrong('exists', one, 4)).toEqual(await tryWrong('exists_not', other, 4));
  expect(await tryWrong('exists', newAddress(), 2)).toEqual(await tryWrong('exists_not', newAddress(), 2));
});

test('wrong passwords at the same moment are not more than the limit', async () => {
  await createAccount('stormed');
  const address = newAddress();
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, () => login('stormed', address, 'wrong password')),
  );
  expect(outcomes.filter((outcome) => outcome === 'INVALID_CREDENTIALS')).toHaveLength(2);
  expect(outcomes.filter((outcome) => outcome === 'RATE_LIMITED')).toHaveLength(18);
});

test('right passwords use up nothing', async () => {
  await createAccount('regular');
  const address = newAddress();
  for (let count = 0; count < 6; count++) expect(await login('regular', address)).toBe('signed in');
});

test('guesses from many addresses end, and the owner still signs in from an address known for a session', async () => {
  const id = await createAccount('hunted');
  await addSession(id, home);
  const guesses = [];
  for (let count = 0; count < 4; count++) guesses.push(await login('hunted', newAddress(), 'wrong password'));
  expect(guesses).toEqual([...Array.from({ length: 3 }, () => 'INVALID_CREDENTIALS'), 'RATE_LIMITED']);
  expect(await login('hunted', newAddress())).toBe('RATE_LIMITED');
  expect(await login('hunted', home)).toBe('signed in');
});

test('an address that has a session of the account is not shut out by strangers who guess from it', async () => {
  const [guessedAt, bystander] = [await createAccount('shared_one'), await createAccount('shared_two')];
  const shared = newAddress();
  await createAccount('shared_none');
  for (const id of [guessedAt, bystander]) await addSession(id, shared);
  expect(await tryWrong('shared_one', shared, 3)).toEqual(
    Array.from({ length: 3 }, () => 'INVALID_CREDENTIALS'),
  );
  expect(await login('shared_one', shared)).toBe('signed in');
  // Others use up what the address has.
  for (let count = 0; count < 3; count++) await login(`elsewhere_${count}`, shared, 'wrong password');
  expect(await login('shared_none', shared)).toBe('RATE_LIMITED');
  expect(await login('shared_two', shared)).toBe('signed in');
});

test('from such an address too the guesses end', async () => {
  await addSession(await createAccount('near'), '203.0.113.1');
  expect(await tryWrong('near', '203.0.113.1', 5)).toEqual([
    ...Array.from({ length: 4 }, () => 'INVALID_CREDENTIALS'),
    'RATE_LIMITED',
  ]);
  expect(await login('near', '203.0.113.1')).toBe('RATE_LIMITED');
});

test('one address cannot use up the guesses that an account allows all', async () => {
  await createAccount('spared');
  await tryWrong('spared', newAddress(), 10);
  expect(await login('spared', newAddress())).toBe('signed in');
});

test('an address that guesses at many accounts is refused for all', async () => {
  await createAccount('bystander');
  const address = newAddress();
  const guesses = [];
  for (let count = 0; count < 5; count++)
    guesses.push(await login(`target_${count}`, address, 'wrong password'));
  expect(guesses).toEqual([...Array.from({ length: 4 }, () => 'INVALID_CREDENTIALS'), 'RATE_LIMITED']);
  expect(await login('bystander', address)).toBe('RATE_LIMITED');
});

test('a session that gives wrong passwords cannot change the password with the right one', async () => {
  const [user] = await app.createUsers('changes');
  await app.db.updateTable('users').set({ passwordHash }).where('id', '=', user.id).execute();
  const change = (currentPassword: string) =>
    rejection(app.as(user).auth.changePassword({ currentPassword, newPassword: 'staple and glue' }));
  for (let count = 0; count < 2; count++)
    expect(await change('wrong')).toMatchObject({ code: 'INVALID_CREDENTIALS' });
  expect(await change(password)).toMatchObject({ code: 'RATE_LIMITED' });
});

test('a session that gives wrong passwords cannot change the email with the right one', async () => {
  const [user] = await app.createUsers('readdressed');
  await app.db.updateTable('users').set({ passwordHash }).where('id', '=', user.id).execute();
  const change = (given: string) =>
    rejection(app.as(user).auth.changeEmail({ password: given, email: 'thief@example.org' }));
  for (let count = 0; count < 2; count++)
    expect(await change('wrong')).toMatchObject({ code: 'INVALID_CREDENTIALS' });
  expect(await change(password)).toMatchObject({ code: 'RATE_LIMITED' });
});

async function login(username: string, ipAddress: string, given = password): Promise<string> {
  try {
    await app.anonymous({ ipAddress }).auth.login({ username, password: given });
    return 'signed in';
  } catch (error) {
    return (await rejection(Promise.reject(error))).code;
  }
}

async function tryWrong(username: string, ipAddress: string, times: number): Promise<string[]> {
  const outcomes: string[] = [];
  for (let count = 0; count < times; count++)
    outcomes.push(await login(username, ipAddress, 'wrong password'));
  return outcomes;
}

/** With the password, but without the cost of hashing it. */
async function createAccount(username: string): Promise<string> {
  const { id } = await app.db
    .insertInto('users')
    .values({ username, displayName: username, email: `${username}@example.org`, passwordHash })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

async function addSession(userId: string, ipAddress: string): Promise<void> {
  const expiresAt = new Date(Date.now() + 3_600_000);
  await app.db
    .insertInto('sessions')
    .values({ userId, ipAddress, expiresAt, tokenHash: Buffer.from(userId) })
    .execute();
}

function newAddress(): string {
  lastAddress += 1;
  return `198.51.100.${lastAddress}`;
}
