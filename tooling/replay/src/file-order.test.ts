import { expect, test } from 'vitest';
import { findOutOfOrder } from './file-order.ts';

const window = 3;

test('tweets of different authors may change places within the window', () => {
  expect(findOutOfOrder(place(['9', 1], ['11', 2], ['10', 3], ['12', 1]), window)).toEqual([]);
});

test('a tweet with an id below one that stands a window before it is out of order', () => {
  const tweets = place(['20', 1], ['21', 2], ['22', 3], ['19', 4], ['23', 5]);
  expect(findOutOfOrder(tweets, window)).toEqual([tweets[3]]);
});

test('two tweets of one author may not change places', () => {
  const tweets = place(['100', 1], ['99', 1]);
  expect(findOutOfOrder(tweets, window)).toEqual([tweets[1]]);
});

function place(...tweets: [id: string, author: number][]) {
  return tweets.map(([id, author], index) => ({ id, author, place: index }));
}
