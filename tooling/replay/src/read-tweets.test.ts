import { expect, test } from 'vitest';
import { readTweets } from './read-tweets.ts';

const header = 'created_at,username,text,location,retweet_count\n';

test('quoted fields keep their newlines, commas, quotes and entities', () => {
  const csv = `${header}2020-01-01T00:00:00Z,ada,"one\n\ntwo, ""three"" &amp; 😡","Oslo, Norway",0\n2020-01-01T00:01:00Z,bob,plain,,2\n`;
  expect(readTweets(csv)).toEqual({
    tweets: [
      { username: 'ada', text: 'one\n\ntwo, "three" &amp; 😡' },
      { username: 'bob', text: 'plain' },
    ],
    skipped: 0,
  });
});

test('records with too few fields and records without text are skipped', () => {
  const csv = `${header}2020-01-01T00:00:00Z,ada,hello,,0\n2020-01-01T00:01:00Z,bob\n2020-01-01T00:02:00Z,cy,,,0\n`;
  const { tweets, skipped } = readTweets(csv);
  expect(tweets.map(({ username }) => username)).toEqual(['ada']);
  expect(skipped).toBe(2);
});

test('a file that ends inside a quoted field loses that record only', () => {
  const { tweets, skipped } = readTweets(
    `${header}2020-01-01T00:00:00Z,ada,hello,,0\n2020-01-01T00:01:00Z,bob,"cut of`,
  );
  expect(tweets.map(({ username }) => username)).toEqual(['ada']);
  expect(skipped).toBe(1);
});

test('a file without the columns is refused', () => {
  expect(() => readTweets('who,what\nada,hello\n')).toThrow('no column "username"');
});
