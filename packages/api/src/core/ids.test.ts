import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareIds, Id } from './ids.ts';

const anyId = fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }).map(String);

describe('Id', () => {
  test('is every positive 64-bit number in decimal', () => {
    fc.assert(fc.property(anyId, (id) => Id.parse(id) === id));
  });

  test.each([
    ['zero', '0'],
    ['a negative number', '-1'],
    ['a sign', '+1'],
    ['an exponent', '1e3'],
    ['a fraction', '1.0'],
    ['2^63', '9223372036854775808'],
    ['20 digits', '10000000000000000000'],
    ['a leading zero', '01'],
    ['hexadecimal', '0x10'],
    ['letters', 'alice'],
    ['a space', ' 1'],
    ['a line feed at the end', '1\n'],
    ['digits of another script', '١٢٣'],
    ['nothing', ''],
    ['a number of JSON', 1],
    ['null', null],
    ['an array', ['1']],
  ])('is not %s', (_name, input) => {
    expect(Id.safeParse(input).success).toBe(false);
  });
});

describe('compareIds', () => {
  test('orders as numbers do', () => {
    fc.assert(
      fc.property(anyId, anyId, (a, b) => {
        const order = BigInt(a) < BigInt(b) ? -1 : BigInt(a) > BigInt(b) ? 1 : 0;
        expect(Math.sign(compareIds(a, b))).toBe(order);
      }),
    );
  });
});
