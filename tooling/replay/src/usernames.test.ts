import { expect, test } from 'vitest';
import { createUsernames } from './usernames.ts';

test('a name that the API takes stays as it is', () => {
  const usernames = createUsernames();
  expect(usernames.claim('Ada_Lovelace_1815')).toBe('Ada_Lovelace_1815');
  expect(usernames.adapted).toBe(0);
});

test('characters that the API refuses become underscores, and a long name is cut', () => {
  const usernames = createUsernames();
  expect(usernames.claim('simuLate Flightthis')).toBe('simuLate_Flightthis');
  expect(usernames.claim('a_name_of_more_than_twenty')).toBe('a_name_of_more_than_');
  expect(usernames.adapted).toBe(2);
});

test('names that differ only by letter case get numbers, within the length', () => {
  const usernames = createUsernames();
  const claimed = ['abcdefghijklmnopqrst', 'ABCDEFGHIJKLMNOPQRST', 'Abcdefghijklmnopqrst'].map(
    usernames.claim,
  );
  expect(claimed).toEqual(['abcdefghijklmnopqrst', 'ABCDEFGHIJKLMNOPQR_2', 'Abcdefghijklmnopqr_3']);
});
