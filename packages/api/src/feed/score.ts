import { compareIds } from '../ids.ts';
import type { Tweet } from '../tweets/schema.ts';

/** What a host may tune of the feed. */
export interface FeedSettings {
  /** After so long a tweet counts half. */
  halfLifeHours: number;
  /** What each act is worth, of anyone. */
  engagement: Record<EngagementKind, number>;
  /** What each doubling adds: of engagement, of what the viewer has done with the author's tweets, of those who point at it. */
  engagementGain: number;
  relationshipGain: number;
  endorsementGain: number;
  /** What it is worth that a tweet is a candidate for this reason; the best of its reasons counts. */
  reasons: Record<ReasonType, number>;
  /** Each further tweet of an author counts this much of the one before. */
  authorRepeat: number;
  /** Tweets ranked at most. */
  maxItems: number;
  /** How long a reader may take over a walk through the pages. */
  walkTtlMinutes: number;
}

export const defaultFeedSettings: FeedSettings = {
  halfLifeHours: 12,
  engagement: { likes: 1, replies: 2, retweets: 2, quotes: 2, bookmarks: 1 },
  engagementGain: 0.25,
  relationshipGain: 0.5,
  endorsementGain: 0.3,
  reasons: { following: 1, retweetedBy: 0.8, repliedBy: 0.6, likedBy: 0.6, popular: 0.3 },
  authorRepeat: 0.7,
  maxItems: 300,
  walkTtlMinutes: 60,
};

export const reasonTypes = ['following', 'retweetedBy', 'repliedBy', 'likedBy', 'popular'] as const;
export type ReasonType = (typeof reasonTypes)[number];

/** What is known of a tweet that may stand in the feed. */
export interface Candidate {
  tweetId: string;
  authorId: string;
  ageHours: number;
  counts: Pick<Tweet['counts'], EngagementKind>;
  /** How often the viewer liked, answered, retweeted or quoted the author lately. */
  interactions: number;
  reasons: ReadonlySet<ReasonType>;
  /** How many of those whom the viewer follows retweeted, answered or like it. */
  endorsers: number;
}

/** The formula, for one tweet by itself. */
export function scoreCandidate(candidate: Candidate, settings: FeedSettings): number {
  const { ageHours, counts, interactions, reasons, endorsers } = candidate;
  const recency = 0.5 ** (Math.max(0, ageHours) / settings.halfLifeHours);
  const engagement = engagementKinds.reduce((sum, kind) => sum + settings.engagement[kind] * counts[kind], 0);
  const source = Math.max(0, ...Array.from(reasons, (type) => settings.reasons[type]));
  return (
    source *
    recency *
    gain(engagement, settings.engagementGain) *
    gain(interactions, settings.relationshipGain) *
    gain(endorsers, settings.endorsementGain)
  );
}

/** The best first, each author's second and later ones held back, so that nobody fills the feed. */
export function rankCandidates<Item extends Candidate>(
  candidates: readonly Item[],
  settings: FeedSettings,
): { item: Item; score: number }[] {
  const byAuthor = new Map<string, number>();
  return candidates
    .map((item) => ({ item, score: scoreCandidate(item, settings) }))
    .sort(bestFirst)
    .map(({ item, score }) => {
      const earlier = byAuthor.get(item.authorId) ?? 0;
      byAuthor.set(item.authorId, earlier + 1);
      return { item, score: score * settings.authorRepeat ** earlier };
    })
    .sort(bestFirst)
    .slice(0, settings.maxItems);
}

/** 1 for nothing, and so much more for every doubling. */
function gain(amount: number, perDoubling: number): number {
  return 1 + perDoubling * Math.log2(1 + Math.max(0, amount));
}

function bestFirst(a: Scored, b: Scored): number {
  return b.score - a.score || compareIds(b.item.tweetId, a.item.tweetId);
}

export const engagementKinds = ['likes', 'replies', 'retweets', 'quotes', 'bookmarks'] as const;
type EngagementKind = (typeof engagementKinds)[number];
type Scored = { item: Candidate; score: number };
