import { AppError } from '../core/errors.ts';
import type { LimitState } from '../core/limits.ts';
import type { LimitRule, RateLimits } from '../core/rate-limits.ts';
import type { SharedCounts } from './shared-counts.ts';
import { type Bucket, createWindows } from './windows.ts';

/** Makes the bucket of a rule. */
export type CreateBucket = (name: keyof RateLimits) => Bucket;

/** The one place that chooses where counts are kept: with all other processes, or in this one alone. */
export function createBucket(name: string, rule: LimitRule, shared: SharedCounts | undefined): Bucket {
  const alone = createWindows(rule);
  if (!shared) return alone;
  const together = shared.createWindows(name, rule);
  const ask = <Result>(
    key: string,
    ways: { together: () => Promise<Result>; alone: () => Promise<Result> },
  ) => shared.ask(together.keyOf(key), ways);
  return {
    take: (key) =>
      ask(key, {
        alone: () => alone.take(key),
        async together() {
          const taken = await together.take(key);
          // What cannot be given back counts until its window has passed.
          const giveBack = () => ask(key, { together: taken.giveBack, alone: async () => {} });
          return { ...taken, giveBack };
        },
      }),
  };
}

/** @throws AppError RATE_LIMITED */
export function assertWithin({ isExceeded, resetMs }: LimitState): void {
  if (isExceeded) throw new AppError('RATE_LIMITED', { retryAfterMs: resetMs });
}
