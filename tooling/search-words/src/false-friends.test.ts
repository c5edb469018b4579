import { expect, test } from 'vitest';
import { countFalseFriends } from './false-friends.ts';

const readAs = (stems: Readonly<Record<string, readonly string[]>>) => (word: string) => ({
  stored: stems[word] ?? [word],
  asked: [...(stems[word] ?? []), word],
});

test('two words of one stem are a pair of false friends, whichever is asked for', () => {
  expect(countFalseFriends(['universe', 'university', 'cat'], readAs({}))).toBe(0);
  const read = readAs({ universe: ['univers'], university: ['univers'] });
  expect(countFalseFriends(['universe', 'university', 'cat'], read)).toBe(1);
});

test('a word that is the stem of another is found by one of the two at least', () => {
  expect(countFalseFriends(['alm', 'alma'], readAs({ alma: ['alm'], alm: ['al'] }))).toBe(1);
});

test('words that differ by accents alone are to meet', () => {
  expect(countFalseFriends(['pena', 'peña'], readAs({ peña: ['pena'] }))).toBe(0);
});
