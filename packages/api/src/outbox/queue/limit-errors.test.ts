import { expect, test } from 'vitest';
import { limitErrors } from './limit-errors.ts';

test('of thousands of errors a few are told, one of each kind', () => {
  const told: unknown[] = [];
  const limited = limitErrors((error) => told.push(error));
  for (let count = 0; count < 5_000; count++) {
    limited(new Error('CROSSSLOT'));
    limited(new Error(`Missing lock for job a${count}. moveToFinished`));
  }
  expect(told).toHaveLength(2);
  for (let count = 0; count < 5_000; count++) limited(new Error(`kind ${count}`));
  expect(told).toHaveLength(20);
});
