import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../core/errors.ts';
import type { LimitRule } from './rules.ts';

/** What is left of a limit. */
export interface LimitState {
  limit: number;
  remaining: number;
  /** Until all of it is there again. */
  resetMs: number;
  isExceeded: boolean;
}

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
