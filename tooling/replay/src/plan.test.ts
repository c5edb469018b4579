import { expect, test } from 'vitest';
import { planReplay } from './plan.ts';

const tweets = [
  { username: 'quiet', text: 'q1' },
  { username: 'loud', text: 'l1' },
  { username: 'loud', text: 'l2' },
  { username: 'late', text: 'x1' },
];
// 20 has three followers, 10 has one; 30, 40 and 50 have none.
const follows = [
  { followee: 10, follower: 20 },
  { followee: 20, follower: 30 },
  { followee: 20, follower: 40 },
  { followee: 20, follower: 50 },
];

test('authors of most tweets take the accounts with most followers, and the others are numbered', () => {
  const plan = planReplay({ tweets, follows, limit: Infinity });
  expect(plan.usernames).toEqual(['loud', 'quiet', 'late', 'user_40', 'user_50']);
  expect(plan.authors).toBe(3);
  expect(plan.tweets.map(({ author, text }) => [plan.usernames[author], text])).toEqual([
    ['quiet', 'q1'],
    ['loud', 'l1'],
    ['loud', 'l2'],
    ['late', 'x1'],
  ]);
  expect(
    plan.follows.map(({ follower, followee }) => [plan.usernames[follower], plan.usernames[followee]]),
  ).toEqual([
    ['loud', 'quiet'],
    ['late', 'loud'],
    ['user_40', 'loud'],
    ['user_50', 'loud'],
  ]);
});

test('self-follows and repeated follows are left out and counted', () => {
  const plan = planReplay({
    tweets,
    follows: [...follows, { followee: 20, follower: 20 }, { followee: 20, follower: 30 }],
    limit: Infinity,
  });
  expect(plan.follows).toHaveLength(4);
  expect(plan.skippedFollows).toBe(2);
});

test('a limit takes the first tweets, and accounts in proportion', () => {
  const plan = planReplay({ tweets, follows, limit: 2 });
  expect(plan.share).toBe(0.5);
  expect(plan.usernames).toEqual(['quiet', 'loud', 'user_30']);
  expect(plan.follows).toEqual([
    { follower: 0, followee: 1 },
    { follower: 2, followee: 0 },
  ]);
});

test('authors beyond the accounts of the graph have no followers', () => {
  const plan = planReplay({ tweets, follows: [{ followee: 1, follower: 2 }], limit: Infinity });
  expect(plan.usernames).toEqual(['loud', 'quiet', 'late']);
  expect(plan.follows).toEqual([{ follower: 1, followee: 0 }]);
});
