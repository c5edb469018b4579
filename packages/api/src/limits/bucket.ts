import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../core/errors.ts';
import type { LimitState } from '../core/limits.ts';
import type { LimitRule } from '../core/rate-limits.ts';

/** Counts by key. */
export interface Bucket {
  /** Takes one, and tells when there was none left; atomic, so concurrent calls cannot take more than there is. */
  take(key: string): Promise<LimitState>;
  giveBack(key: string): Promise<void>;
}

/** The one place that chooses where counts are kept: in this process. */
export function createBucket({ max, windowSeconds }: LimitRule): Bucket {
  const limiter = new RateLimiterMemory({ points: max, duration: windowSeconds, keyPrefix: '' });
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
