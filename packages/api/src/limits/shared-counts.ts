import type { RedisClient } from '@dunlin/backends/redis';
import type { LimitRule } from '../core/rate-limits.ts';
import { createRedisWindows, type RedisWindows } from './redis-windows.ts';

/** While Redis does not answer, it is asked this often whether it does again; nobody waits for that. */
const probeMs = 500;

/** Where the processes of an installation count together. */
export interface SharedCountsOptions {
  /** Its commands give up after a while, or everybody would wait for a Redis that is frozen. */
  redis: RedisClient;
  /** Begins the names of the keys; installations that share a Redis have different ones. */
  prefix: string;
}

export interface SharedCountsReporting {
  /** Told once when Redis refuses to count, which is no outage: it will not pass. */
  onError: (error: unknown) => void;
}

export interface SharedCounts extends Disposable {
  /** Whether what was asked last was counted together. */
  readonly isShared: boolean;
  createWindows(name: string, rule: LimitRule): RedisWindows;
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

export function createSharedCounts(
  { redis, prefix }: SharedCountsOptions,
  { onError }: SharedCountsReporting,
): SharedCounts {
  let isAway = false;
  let isShared = true;
  let hasTold = false;
  let isDisposed = false;
  let probing: NodeJS.Timeout | undefined;
  const probe = (key: string) => {
    if (isDisposed) return;
    const isBack = () => {
      isAway = false;
    };
    probing = setTimeout(() => redis.exists(key).then(isBack, () => probe(key)), probeMs);
  };
  const tell = (cause: unknown) => {
    if (hasTold || !(cause instanceof Error && cause.name === 'ReplyError')) return;
    hasTold = true;
    onError(
      new Error(`Limits are counted by each process alone, as Redis refuses to: ${cause.message}`, { cause }),
    );
  };
  return {
    get isShared() {
      return isShared;
    },
    createWindows: (name, rule) => createRedisWindows(redis, { prefix: `${prefix}:window:${name}`, rule }),
    async ask(key, { together, alone }) {
      if (isAway) return alone();
      try {
        const result = await together();
        isShared = true;
        return result;
      } catch (error) {
        tell(error);
        isShared = false;
        if (!isAway) probe(key);
        isAway = true;
        return alone();
      }
    },
    [Symbol.dispose]() {
      isDisposed = true;
      isAway = true;
      clearTimeout(probing);
    },
  };
}
