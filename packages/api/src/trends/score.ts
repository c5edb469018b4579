import { type RawBuilder, sql } from 'kysely';
import type { TrendSettings } from '../core/trend-settings.ts';
import { isPublic } from '../visibility/unasked.ts';

/** What everyone may see, each with its author. */
export const publicUses = sql`tweet_hashtags join users on users.id = author_id and ${isPublic}`;

/** New accounts count in part. */
export function weighAuthor({ newAccountHours, newAccountWeight }: TrendSettings): RawBuilder<number> {
  const isNew = sql`users.created_at > now() - make_interval(hours => ${newAccountHours}::int)`;
  return sql`case when ${isNew} then ${newAccountWeight}::float8 else 1 end`;
}

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
  const slotsPerDay = 24 / windowHours;
  return sql`greatest(
    sum(${authors}) / ${slotsPerDay * baselineDays}::float8,
    coalesce(sum(${authors}) filter (where ${slot} % ${slotsPerDay}::int = 0), 0) / ${baselineDays}::float8
  )`;
}

/** How long the current window is. */
export function windowOf({ windowHours }: TrendSettings): RawBuilder<unknown> {
  return sql`make_interval(hours => ${windowHours}::int)`;
}

/** How far back a use of a hashtag matters. */
export function trendHorizonHours({ windowHours, baselineDays }: TrendSettings): number {
  return baselineDays * 24 + windowHours;
}
