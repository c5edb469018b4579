import type { HomeTweet } from '@dunlin/sdk';
import { expect, test } from 'vitest';
import { mergeHome } from '../src/live/merge-home.ts';
import { exampleAuthor, exampleTweet } from './example-tweet.ts';

const tweets = (...ids: string[]) => ids.map((id) => exampleTweet(id));
const idsOf = (items: HomeTweet[]) => items.map(({ id }) => id);

test('what comes beside the pages stands in its place, newest first, each once', () => {
  const merged = mergeHome(tweets('99', '97', '95'), tweets('100', '98', '97'), undefined);
  expect(idsOf(merged)).toEqual(['100', '99', '98', '97', '95']);
});

test('what is older than the pages that have been read comes with the next ones', () => {
  expect(idsOf(mergeHome(tweets('99', '97'), tweets('98', '90'), exampleTweet('97')))).toEqual([
    '99',
    '98',
    '97',
  ]);
});

test('of a tweet that is there twice the page has the latest', () => {
  const [item] = mergeHome([exampleTweet('9', { text: 'edited' })], tweets('9'), undefined);
  expect(item?.text).toBe('edited');
});

test('a tweet without an id yet stands above all others', () => {
  expect(idsOf(mergeHome(tweets('99'), tweets('provisional:1'), undefined))).toEqual(['provisional:1', '99']);
});

test('a tweet and its retweets are one item, which names who retweeted it, the latest first', () => {
  const original = exampleTweet('10');
  const retweet = (id: string, by: string) =>
    exampleTweet(id, { text: '', author: exampleAuthor(by), retweetOf: original });
  const [item, ...rest] = mergeHome([retweet('20', '2'), original], [retweet('30', '3')], undefined);
  expect(rest).toEqual([]);
  expect(item?.id).toBe('30');
  expect(item?.retweetedBy).toEqual({ users: [exampleAuthor('3'), exampleAuthor('2')], userCount: 2 });
});

test('a retweet that stands far above the tweet leaves it where it is', () => {
  const original = exampleTweet('10');
  const others = tweets(...Array.from({ length: 60 }, (_, index) => `${20 + index}`));
  const retweet = exampleTweet('99', { retweetOf: original });
  expect(idsOf(mergeHome([...others, original], [retweet], undefined))).toContain('10');
});
