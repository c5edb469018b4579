import { expect, test } from 'vitest';
import { createAddressToken, isAddressToken } from './addresses.ts';

const [one, other] = ['0b0f4b5e-6b0c-4f6e-9a51-0d8f3f0c9a11', '7c1d2b9a-3f44-4c55-8e0a-5b1c2d3e4f50'];

test('a token opens its media in its epoch, and nothing else', () => {
  const token = createAddressToken(one, 1);
  expect(token).toMatch(/^[\w-]{22}$/);
  expect(isAddressToken(token, one, 1)).toBe(true);
  expect([isAddressToken(token, one, 2), isAddressToken(token, one, 0)]).toEqual([false, false]);
  expect(isAddressToken(token, other, 1)).toBe(false);
});

test.each(['', 'é'.repeat(22), 'x'.repeat(22), one])('what is no token opens nothing: %j', (given) => {
  expect(isAddressToken(given, one, 1)).toBe(false);
});
