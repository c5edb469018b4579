import { expect, test } from 'vitest';
import { describeError } from '../core/errors.ts';
import { hashPassword, verifyPassword } from './password.ts';

test('a password is kept as argon2id with the least that OWASP asks for', async () => {
  expect(await hashPassword('correct horse')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});

test('a password verifies however its characters are composed', async () => {
  const hash = await hashPassword('caf\u00e9 ﬁne');
  expect(await verifyPassword(hash, 'cafe\u0301 fine')).toBe(true);
  expect(await verifyPassword(hash, 'cafe fine')).toBe(false);
});

test('no password fits an account that does not exist', async () => {
  expect(await verifyPassword(null, 'an account that does not exist')).toBe(false);
  expect(await verifyPassword(null, '')).toBe(false);
});

test('turns away more than can be hashed at once, and serves again when there is room', async () => {
  const results = await Promise.allSettled(Array.from({ length: 80 }, () => hashPassword('correct horse')));
  const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  expect(reasons).toHaveLength(80 - 64);
  expect(reasons.map((reason) => describeError(reason).code)).toEqual(reasons.map(() => 'UNAVAILABLE'));
  expect(await hashPassword('correct horse')).toMatch(/^\$argon2id/);
});
