import type { RedisClient } from '@dunlin/backends/redis';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import type { LimitRule } from '../core/rate-limits.ts';

/** While Redis does not answer, it is asked this often whether it does again; nobody waits for that. */
const probeMs = 500;

/** Where the processes of an installation count together. */
export interface SharedCountsOptions {
  /** Its commands give up after a while, or everybody would wait for a Redis that is frozen. */
  redis: RedisClient;
  /** Begins the names of the keys; installations that share a Redis have different ones. */
  prefix: string;
}

export interface SharedCounts extends Disposable {
  createLimiter(name: string, rule: LimitRule): RateLimiterRedis;
  /**
   * What Redis says, or `alone` when it does not answer. Once it did not, nobody waits for it: all go to `alone` at once until a
   * probe of the same key is answered.
   */
  ask<Result>(key: string, ways: Ways<Result>): Promise<Result>;
}

export interface Ways<Result> {
  together: () => Promise<Result>;
  alone: () => Promise<Result>;
}

export function createSharedCounts({ redis, prefix }: SharedCountsOptions): SharedCounts {
  let isAway = false;
  let probing: NodeJS.Timeout | undefined;
  const probe = (key: string) => {
    const isBack = () => {
      isAway = false;
    };
    probing = setTimeout(() => redis.exists(key).then(isBack, () => probe(key)), probeMs);
  };
  return {
    createLimiter: (name, { max, windowSeconds }) =>
      new RateLimiterRedis({
        storeClient: redis,
        keyPrefix: `${prefix}:limit:${name}`,
        points: max,
        duration: windowSeconds,
        // Without it, what is asked while the connection is lost may wait until it is back.
        rejectIfRedisNotReady: true,
      }),
    async ask(key, { together, alone }) {
      if (isAway) return alone();
      try {
        return await together();
      } catch {
        if (!isAway) probe(key);
        isAway = true;
        return alone();
      }
    },
    [Symbol.dispose]() {
      isAway = true;
      clearTimeout(probing);
    },
  };
}
