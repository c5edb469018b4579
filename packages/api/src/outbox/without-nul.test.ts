import { expect, test } from 'vitest';
import { withoutNul } from './without-nul.ts';

test('an error loses its NULs, in message and stack, and keeps what it was', () => {
  const error = new Error('no\0thing');
  const clean = withoutNul(error);
  expect(clean.message).toBe('no\uFFFDthing');
  expect(clean.stack).not.toContain('\0');
  expect(clean.cause).toBe(error);
});

test('an error without NULs stays itself, and what is no error becomes one', () => {
  const error = new TypeError('nothing');
  expect(withoutNul(error)).toBe(error);
  expect(withoutNul('a\0b').message).toBe('a\uFFFDb');
});
