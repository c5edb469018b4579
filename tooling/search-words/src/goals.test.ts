import { expect, test } from 'vitest';
import { listFailures } from './goals.ts';
import type { Meetings, PairsOfLanguage } from './measure-pairs.ts';

const meetings = (share: number, falseFriends: number): Meetings => ({
  share,
  plainShare: share,
  falseFriends,
});

const language = (ours: Meetings, lucene?: Meetings): PairsOfLanguage => ({
  ...{ language: 'fi', pairs: 1, lemmas: 1, misses: [], ours, lucene, folded: lucene },
});

test('the goals hold at what Lucene finds, with a tenth more false friends', () => {
  expect(listFailures([language(meetings(0.7, 11), meetings(0.7, 10))])).toEqual([]);
  expect(listFailures([language(meetings(0.7, 100))])).toEqual([]);
});

test('a language below Lucene, a low mean and false friends are told', () => {
  expect(listFailures([language(meetings(0.6, 12), meetings(0.7, 10))])).toEqual([
    'the mean is 60.0 %, not 66.0 %',
    'fi: 60.0 % of the pairs meet, 70.0 % in Lucene',
    'fi: 12 false friends of 1,000 lemmas, 10 in Lucene',
  ]);
});
