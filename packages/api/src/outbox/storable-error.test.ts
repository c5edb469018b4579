import { expect, test } from 'vitest';
import { toStorableError } from './storable-error.ts';

test('an error loses its NULs and halves of pairs, in message and stack, and keeps what it was', () => {
  const error = new Error('no\0thing \uD83D');
  const clean = toStorableError(error);
  expect(clean.message).toBe('no\uFFFDthing \uFFFD');
  expect(clean.stack).not.toContain('\0');
  expect(clean.stack?.isWellFormed()).toBe(true);
  expect(clean.cause).toBe(error);
});

test('an error without them stays itself, and what is no error becomes one', () => {
  const error = new TypeError('nothing');
  expect(toStorableError(error)).toBe(error);
  expect(toStorableError('a\0b').message).toBe('a\uFFFDb');
});
