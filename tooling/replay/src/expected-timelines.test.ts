import { expect, test } from 'vitest';
import {
  findDifference,
  type PostedTweet,
  recomputeTimelines,
  sampleFollowers,
} from './expected-timelines.ts';

const usernames = ['ada', 'bob', 'cy'];
const follows = [
  { follower: 1, followee: 0 },
  { follower: 2, followee: 0 },
  { follower: 2, followee: 1 },
];

test('a timeline is the tweets of the account and of whom it follows, newest id first', () => {
  const posted = [tweet('9', 0), tweet('10', 1), tweet('11', 2), tweet('12', 0)];
  const timelines = recomputeTimelines({ follows }, { posted, accounts: [1, 2] });
  expect(idsOf(timelines.get(1))).toEqual(['12', '10', '9']);
  expect(idsOf(timelines.get(2))).toEqual(['12', '11', '10', '9']);
});

test('a sample spreads from the longest timeline to the shortest, and takes only those that have one', () => {
  const chain = Array.from({ length: 9 }, (_, index) => ({ follower: index + 1, followee: index }));
  const plan = {
    usernames: [],
    authors: 5,
    follows: chain,
    tweets: [5, 4, 3, 2, 1].flatMap((count, author) => Array(count).fill({ author, text: 't' })),
    adaptedUsernames: 0,
    skippedFollows: 0,
    share: 1,
  };
  expect(sampleFollowers(plan, 3)).toEqual([1, 3, 5]);
  expect(sampleFollowers(plan, 200)).toEqual([1, 2, 3, 4, 5]);
});

test('a timeline that is as expected has no difference', () => {
  const expected = [tweet('3', 0), tweet('2', 1)];
  expect(findDifference({ usernames }, { expected, seen: expected.map(toSeen) })).toBeUndefined();
});

test.each([
  ['a tweet is missing', [tweet('3', 0), tweet('1', 0)], 'entry 2 is "1 @ada: t1", expected "2 @bob: t2"'],
  ['the last is missing', [tweet('3', 0), tweet('2', 1)], 'ends after 2 entries, expected "1 @ada: t1"'],
  ['a tweet stands twice', [tweet('3', 0), tweet('3', 0)], 'entry 2 is "3 @ada: t3"'],
  ['two are swapped', [tweet('2', 1), tweet('3', 0)], 'entry 1 is "2 @bob: t2", expected "3 @ada: t3"'],
  ['a text differs', [{ ...tweet('3', 0), text: 'other' }], 'entry 1 is "3 @ada: other"'],
  ['an author differs', [tweet('3', 2)], 'entry 1 is "3 @cy: t3"'],
  [
    'one is too many',
    ['3', '2', '1', '0'].map((id) => tweet(id, id === '2' ? 1 : 0)),
    'entry 4 is "0 @ada: t0", expected "the end"',
  ],
])('a difference is found when %s', (_, seen, difference) => {
  const expected = [tweet('3', 0), tweet('2', 1), tweet('1', 0)];
  expect(findDifference({ usernames }, { expected, seen: seen.map(toSeen) })).toContain(difference);
});

test('beyond 800 entries a timeline may lack some, but has none twice', () => {
  const expected = Array.from({ length: 1000 }, (_, index) => tweet(String(2000 - index), 0));
  const seen = expected.map(toSeen);
  const compare = (shown: typeof seen) => findDifference({ usernames }, { expected, seen: shown });
  expect(compare(seen.slice(0, 800))).toBeUndefined();
  expect(compare([...seen.slice(0, 800), ...seen.slice(900, 950)])).toBeUndefined();
  expect(compare(seen.slice(0, 799))).toContain('ends after 799 entries');
  expect(compare([...seen.slice(0, 810), ...seen.slice(805, 806)])).toContain('entry 811');
});

function tweet(id: string, author: number): PostedTweet {
  return { id, author, text: `t${id}` };
}

function toSeen({ id, author, text }: PostedTweet) {
  return { id, text, author: { username: usernames[author] ?? '' } };
}

function idsOf(tweets: readonly PostedTweet[] | undefined) {
  return tweets?.map(({ id }) => id);
}
