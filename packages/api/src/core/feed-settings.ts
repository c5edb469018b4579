import { z } from 'zod';

export const reasonTypes = ['following', 'retweetedBy', 'repliedBy', 'likedBy', 'popular'] as const;
export type ReasonType = (typeof reasonTypes)[number];

export const engagementKinds = ['likes', 'replies', 'retweets', 'quotes', 'bookmarks'] as const;
export type EngagementKind = (typeof engagementKinds)[number];

const weight = (value: number) => z.number().min(0).max(1_000).default(value);

/** The weights of the formula in score.ts, and its bounds. */
export const FeedSettings = z.strictObject({
  /** After so long a tweet counts half. */
  halfLifeHours: z.number().min(0.01).max(100_000).default(12),
  /** What each act is worth, of anyone. */
  engagement: z
    .strictObject({
      ...{ likes: weight(1), replies: weight(2), retweets: weight(2), quotes: weight(2) },
      bookmarks: weight(1),
    } satisfies Record<EngagementKind, unknown>)
    .prefault({}),
  /** What each doubling adds: of engagement, of what the viewer has done with the author's tweets, of those who point at it. */
  engagementGain: weight(0.25),
  relationshipGain: weight(0.5),
  endorsementGain: weight(0.3),
  /** What it is worth that a tweet is a candidate for this reason; the best of its reasons counts. */
  reasons: z
    .strictObject({
      ...{ following: weight(1), retweetedBy: weight(0.8), repliedBy: weight(0.6), likedBy: weight(0.6) },
      popular: weight(0.3),
    } satisfies Record<ReasonType, unknown>)
    .prefault({}),
  /** Each further tweet of an author counts this much of the one before. */
  authorRepeat: z.number().min(0).max(1).default(0.7),
  /** Tweets ranked at most. */
  maxItems: z.int().min(1).max(1_000).default(300),
  /** How long a reader may take over a walk through the pages. */
  walkTtlMinutes: z.int().min(1).max(1_440).default(60),
});
export type FeedSettings = z.infer<typeof FeedSettings>;

export const defaultFeedSettings: FeedSettings = FeedSettings.parse({});
