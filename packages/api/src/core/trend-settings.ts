import { z } from 'zod';

/** The weights of the formula in score.ts, and its bounds. */
export const TrendSettings = z.strictObject({
  /** The window whose use is compared with what it used to be. */
  windowHours: z.literal([1, 2, 3, 4, 6, 8, 12, 24]).default(4),
  /** How far back what it used to be is looked for. */
  baselineDays: z.int().min(1).max(60).default(7),
  /** Authors in the window at least. */
  minAuthors: z.number().min(1).default(3),
  /** A score at least; what stays as it was scores 0. */
  minScore: z.number().min(0).default(2),
  /** Added to what is expected, in authors: the more, the less a rise from next to nothing counts. */
  smoothing: z.number().min(0.01).default(1),
  /** An account younger than this counts in part. */
  newAccountHours: z.int().min(0).max(100_000).default(24),
  newAccountWeight: z.number().min(0).max(1).default(0.25),
  /** Trends kept. */
  maxTrends: z.int().min(1).max(1_000).default(100),
});
export type TrendSettings = z.infer<typeof TrendSettings>;

export const defaultTrendSettings: TrendSettings = TrendSettings.parse({});
