import { expect, test } from 'vitest';
import { fingerprintError } from './error-fingerprint.ts';

const fail = (message: string) => new TypeError(message);
const failElsewhere = (message: string) => new TypeError(message);

test('errors of one place are one kind, whatever their messages say', () => {
  const [first, second] = [1, 2].map((id) => fingerprintError(fail(`no tweet ${id}`), 'tweets.get'));
  expect(second).toEqual(first);
  expect(first).toMatchObject({ name: 'TypeError', code: undefined });
  expect(first?.frames[0]).toBe('fail (apps/server/src/observability/error-fingerprint.test.ts)');
});

test('another place, name or code is another kind', () => {
  const kinds = [
    fail('x'),
    failElsewhere('x'),
    Object.assign(fail('x'), { code: '42703' }),
    Object.assign(fail('x'), { name: 'RangeError' }),
  ].map((error) => fingerprintError(error, 'tweets.get').fingerprint);
  expect(new Set(kinds).size).toBe(kinds.length);
});

test('an error is known by its cause', () => {
  const cause = fail('x');
  expect(fingerprintError(new Error('wrapped', { cause }), 'a')).toEqual(fingerprintError(cause, 'b'));
});

test('what was thrown without saying where is known by the operation', () => {
  const kind = fingerprintError('ada@example.org', 'tweets.get');
  expect(kind).toMatchObject({ name: 'string', frames: [] });
  expect(fingerprintError('ada@example.org', 'tweets.create').fingerprint).not.toBe(kind.fingerprint);
});

test('nothing that a user sent is part of it', () => {
  const forged = '\n    at hunter2 (/hunter2.ts:1:1)\n    at ada@example.org (/x.ts:1:1)';
  const error = Object.assign(fail(forged), { code: 'hunter2 hunter2' });
  expect(JSON.stringify(fingerprintError(error, 'tweets.get'))).not.toMatch(/hunter2|example/);
});
