import { expect, test } from 'vitest';
import { createTurns } from './turns.ts';

test('a key has so many turns at once, and the next in order when one ends; others do not wait for it', async () => {
  const takeTurn = createTurns(2);
  const begun: string[] = [];
  const begin = async (name: string, key: string) => {
    const end = await takeTurn(key);
    begun.push(name);
    return end;
  };
  const first = await begin('first', 'one');
  const second = await begin('second', 'one');
  const third = begin('third', 'one');
  const fourth = begin('fourth', 'one');
  await begin('of another', 'other');
  expect(begun).toEqual(['first', 'second', 'of another']);
  first();
  const endThird = await third;
  expect(begun).toEqual(['first', 'second', 'of another', 'third']);
  second();
  endThird();
  (await fourth)();
  await begin('fifth', 'one');
  await begin('sixth', 'one');
  expect(begun.slice(3)).toEqual(['third', 'fourth', 'fifth', 'sixth']);
});

test('between turns that were waited for the event loop goes on', async () => {
  const takeTurn = createTurns(1);
  let hasGoneOn = false;
  const first = await takeTurn('one');
  const second = takeTurn('one');
  setImmediate(() => {
    hasGoneOn = true;
  });
  first();
  (await second)();
  expect(hasGoneOn).toBe(true);
});
