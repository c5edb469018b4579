import { type RawBuilder, sql } from 'kysely';

/** What a host may tune of trends. */
export interface TrendSettings {
  /** The window whose use is compared with what it used to be; divides 24. */
  windowHours: number;
  /** How far back what it used to be is looked for. */
  baselineDays: number;
  /** Authors in the window at least. */
  minAuthors: number;
  /** A score at least; what stays as it was scores 0. */
  minScore: number;
  /** Added to what is expected, in authors: the more, the less a rise from next to nothing counts. */
  smoothing: number;
  /** An account younger than this counts in part. */
  newAccountHours: number;
  newAccountWeight: number;
  /** Trends kept. */
  maxTrends: number;
}

export const defaultTrendSettings: TrendSettings = {
  windowHours: 4,
  baselineDays: 7,
  minAuthors: 3,
  minScore: 2,
  smoothing: 1,
  newAccountHours: 24,
  newAccountWeight: 0.25,
  maxTrends: 100,
};

/**
 * The formula: how far the distinct authors of the window exceed those expected, in units of how much such a number varies
 * by chance (a Poisson count's standard deviation is the square root of its mean).
 */
export function scoreTrend(
  { authors, expected }: Record<'authors' | 'expected', RawBuilder<number>>,
  { smoothing }: TrendSettings,
): RawBuilder<number> {
  return sql`round(((${authors} - ${expected}) / sqrt(${expected} + ${smoothing}::float8))::numeric, 3)::float8`;
}

/** What is expected of a window: the mean of all before it, or of those at the same time of day where that is more. */
export function expectAuthors(
  { authors, slot }: { authors: RawBuilder<number>; slot: RawBuilder<number> },
  { windowHours, baselineDays }: TrendSettings,
): RawBuilder<number> {
  const slotsPerDay = Math.max(1, Math.round(24 / windowHours));
  return sql`greatest(
    sum(${authors}) / ${slotsPerDay * baselineDays}::float8,
    coalesce(sum(${authors}) filter (where ${slot} % ${slotsPerDay}::int = 0), 0) / ${baselineDays}::float8
  )`;
}

/** How far back a use of a hashtag matters. */
export function trendHorizonHours({ windowHours, baselineDays }: TrendSettings): number {
  return baselineDays * 24 + windowHours;
}
