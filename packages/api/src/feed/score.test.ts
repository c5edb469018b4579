import { expect, test } from 'vitest';
import { defaultFeedSettings } from '../core/feed-settings.ts';
import { type Candidate, rankCandidates, scoreCandidate } from './score.ts';

const settings = defaultFeedSettings;
const noCounts = { likes: 0, replies: 0, retweets: 0, quotes: 0, bookmarks: 0 };

test('a new tweet of somebody followed scores 1, and half of it after each half-life', () => {
  expect(score({})).toBe(1);
  expect(score({ ageHours: settings.halfLifeHours })).toBe(0.5);
  expect(score({ ageHours: 2 * settings.halfLifeHours })).toBe(0.25);
});

test('each doubling of engagement adds as much as the one before', () => {
  const liked = (likes: number) => score({ counts: { ...noCounts, likes } });
  expect(liked(1)).toBe(1.25);
  expect(liked(3)).toBe(1.5);
  expect(liked(1023)).toBe(3.5);
});

test.each(['likes', 'replies', 'retweets', 'quotes', 'bookmarks'] as const)(
  '%s count by their weight',
  (kind) => {
    const counts = { ...noCounts, [kind]: 4 };
    expect(score({ counts })).toBeCloseTo(1 + 0.25 * Math.log2(1 + 4 * settings.engagement[kind]));
  },
);

test.each([
  ['what the viewer did with the author', { interactions: 3 }, { interactions: 0 }],
  ['those who point at it', { endorsers: 3 }, { endorsers: 1 }],
  ['being followed rather than liked', { reasons: reasons('following') }, { reasons: reasons('likedBy') }],
  [
    'being liked by somebody followed rather than popular',
    { reasons: reasons('likedBy') },
    { reasons: reasons('popular') },
  ],
])('%s raises the score', (_name, better, worse) => {
  expect(score(better)).toBeGreaterThan(score(worse));
});

test('the best of the reasons counts', () => {
  expect(score({ reasons: reasons('popular', 'following') })).toBe(score({ reasons: reasons('following') }));
});

test('a further tweet of an author is held back behind others, but not behind all', () => {
  const ranked = rankCandidates(
    [
      candidate({ tweetId: '1', authorId: 'prolific', interactions: 1 }),
      candidate({ tweetId: '2', authorId: 'prolific', interactions: 1 }),
      candidate({ tweetId: '3', authorId: 'prolific', interactions: 1 }),
      candidate({ tweetId: '4', authorId: 'rare' }),
      candidate({ tweetId: '5', authorId: 'old', ageHours: 48 }),
    ],
    settings,
  );
  expect(ranked.map(({ item }) => item.tweetId)).toEqual(['3', '2', '4', '1', '5']);
  expect(ranked.map(({ score }) => score)).toEqual([
    1.5,
    expect.closeTo(1.05),
    1,
    expect.closeTo(0.735),
    0.0625,
  ]);
});

test('equal scores go newest first, and no more are ranked than asked for', () => {
  const candidates = ['9', '10', '11'].map((tweetId) => candidate({ tweetId, authorId: tweetId }));
  const ranked = rankCandidates(candidates, { ...settings, maxItems: 2 });
  expect(ranked.map(({ item }) => item.tweetId)).toEqual(['11', '10']);
});

function score(change: Partial<Candidate>): number {
  return scoreCandidate(candidate(change), settings);
}

function candidate(change: Partial<Candidate>): Candidate {
  return {
    ...{ tweetId: '1', authorId: '2', ageHours: 0, counts: noCounts, interactions: 0, endorsers: 0 },
    reasons: reasons('following'),
    ...change,
  };
}

function reasons(...types: (keyof typeof settings.reasons)[]) {
  return new Set(types);
}
