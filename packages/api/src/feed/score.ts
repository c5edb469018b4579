import {
  type EngagementKind,
  engagementKinds,
  type FeedSettings,
  type ReasonType,
} from '../core/feed-settings.ts';
import { compareIds } from '../core/ids.ts';

/** What is known of a tweet that may stand in the feed. */
export interface Candidate {
  tweetId: string;
  authorId: string;
  ageHours: number;
  counts: Readonly<Record<EngagementKind, number>>;
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

type Scored = { item: Candidate; score: number };
