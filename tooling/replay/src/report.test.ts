import { expect, test } from 'vitest';
import { findProblems, type Outcome } from './report.ts';

const tweet = { id: '1', author: 0, text: 'hello', place: 0 };
const green: Outcome = {
  plan: {
    usernames: ['ada', 'bob'],
    authors: 1,
    follows: [{ follower: 1, followee: 0 }],
    tweets: [tweet],
    adaptedUsernames: 0,
    skippedFollows: 0,
    share: 1,
  },
  split: { apiAccounts: 2, apiFollows: [{ follower: 1, followee: 0 }], loadedFollows: [] },
  skippedLines: 0,
  posting: { accepted: [tweet], refused: new Map(), durationMs: 1, waitedMs: 0 },
  outOfOrder: [],
  expectedEntries: 2,
  settleMs: 1,
  sample: 1,
  verification: { verified: 1, entries: 1, differences: [] },
  stream: {
    ...{ account: 'bob', expected: 1, delivered: 1, wantedDrops: 50, drops: 50, gaps: 0 },
    ...{ missing: [], repeated: [], unexpected: [] },
  },
  notifications: { compared: '1 notifications', faults: { lost: 0 }, pending: 0, examples: [] },
  mix: { done: new Map([['like', 1]]), refused: new Map(), failures: [], durationMs: 1 },
  database: {
    settleMs: 1,
    findings: new Map([
      ['counters', { compared: '1 counter', faults: { wrong: 0 }, pending: 0, examples: [] }],
    ]),
  },
};

test('a run in which everything is as expected has no problems', () => {
  expect(findProblems(green)).toEqual([]);
});

test('what a gap tells of is not lost', () => {
  expect(findProblems({ ...green, stream: { ...green.stream, gaps: 1, missing: ['7'] } })).toEqual([]);
});

test.each<[string, Partial<Outcome>]>([
  ['no tweet was accepted', { posting: { ...green.posting, accepted: [] } }],
  ['there is no follower', { sample: 0 }],
  ['an id below one that was posted before', { outOfOrder: [tweet] }],
  ['@bob: entry 1', { verification: { verified: 0, entries: 0, differences: ['@bob: entry 1'] } }],
  ['only 49 connections', { stream: { ...green.stream, drops: 49 } }],
  ['7 did not reach', { stream: { ...green.stream, missing: ['7'] } }],
  ['7 reached the subscriber more than once', { stream: { ...green.stream, repeated: ['7'] } }],
  [
    'notifications: 1 notifications: 3 lost',
    { notifications: { ...green.notifications, faults: { lost: 3 } } },
  ],
  ['like: it broke', { mix: { ...green.mix, failures: ['like: it broke'] } }],
  [
    'counters: 1 counter: 2 wrong',
    {
      database: {
        ...green.database,
        findings: new Map([
          ['counters', { compared: '1 counter', faults: { wrong: 2 }, pending: 0, examples: ['likes of 1'] }],
        ]),
      },
    },
  ],
  ['7 reached the subscriber, who does not follow', { stream: { ...green.stream, unexpected: ['7'] } }],
])('"%s" is a problem', (message, change) => {
  expect(findProblems({ ...green, ...change })).toEqual([expect.stringContaining(message)]);
});
