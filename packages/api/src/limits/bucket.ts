import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../core/errors.ts';
import type { LimitState } from '../core/limits.ts';
import type { LimitRule, RateLimits } from '../core/rate-limits.ts';
import type { SharedCounts } from './shared-counts.ts';

/** Counts by key. */
export interface Bucket {
  /** Takes one, and tells when there was none left; atomic, so concurrent calls cannot take more than there is. */
  take(key: string): Promise<LimitState>;
  giveBack(key: string): Promise<void>;
}

/** Makes the bucket of a rule. */
export type CreateBucket = (name: keyof RateLimits) => Bucket;

/** The one place that chooses where counts are kept: with all other processes, or in this one alone. */
export function createBucket(name: string, rule: LimitRule, shared: SharedCounts | undefined): Bucket {
  const { max, windowSeconds } = rule;
  const alone = createLimiterBucket(
    new RateLimiterMemory({ points: max, duration: windowSeconds, keyPrefix: '' }),
    rule,
  );
  if (!shared) return alone;
  const limiter = shared.createLimiter(name, rule);
  const together = createLimiterBucket(limiter, rule);
  const ask = <Result>(key: string, call: (bucket: Bucket) => Promise<Result>) =>
    shared.ask(limiter.getKey(key), { together: () => call(together), alone: () => call(alone) });
  return {
    take: (key) => ask(key, (bucket) => bucket.take(key)),
    giveBack: (key) => ask(key, (bucket) => bucket.giveBack(key)),
  };
}

function createLimiterBucket(limiter: RateLimiterAbstract, { max }: LimitRule): Bucket {
  const toState = ({ remainingPoints, msBeforeNext }: RateLimiterRes, isExceeded: boolean): LimitState => ({
    limit: max,
    remaining: remainingPoints,
    resetMs: msBeforeNext,
    isExceeded,
  });
  return {
    async take(key) {
      try {
        return toState(await limiter.consume(key), false);
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return toState(refusal, true);
        throw refusal;
      }
    },
    async giveBack(key) {
      await limiter.reward(key);
    },
  };
}

/** @throws AppError RATE_LIMITED */
export function assertWithin({ isExceeded, resetMs }: LimitState): void {
  if (isExceeded) throw new AppError('RATE_LIMITED', { retryAfterMs: resetMs });
}
