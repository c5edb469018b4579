import { expect, test } from 'vitest';
import { readFollows } from './read-follows.ts';

test('a line says that its second account follows its first', () => {
  expect(readFollows('1 2\n1 3\r\n')).toEqual({
    follows: [
      { followee: 1, follower: 2 },
      { followee: 1, follower: 3 },
    ],
    skipped: 0,
  });
});

test('lines without two numbers are skipped', () => {
  expect(readFollows('# from somewhere\n1 2\n7\n1 2 3\n\na b\n')).toEqual({
    follows: [{ followee: 1, follower: 2 }],
    skipped: 5,
  });
});

test('a last line without a newline is skipped, as its number may be cut', () => {
  expect(readFollows('1 2\n22732 1')).toEqual({ follows: [{ followee: 1, follower: 2 }], skipped: 1 });
});
