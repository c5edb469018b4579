import { createHash } from 'node:crypto';
import type { RedisClient } from '@dunlin/backends/redis';
import type { LimitRule } from '../core/rate-limits.ts';
import { type Bucket, partsPerWindow, toPartMs, toTaken } from './windows.ts';

/** By the clock of Redis, which all processes share. A key holds the counts of the parts of its window. */
const take = createScript(`
local key, max, part_ms, parts = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local at = math.floor(now / part_ms)
local total, oldest = 0, at
local counts = redis.call('HGETALL', key)
for i = 1, #counts, 2 do
  local part = tonumber(counts[i])
  if part < at - parts then
    redis.call('HDEL', key, counts[i])
  else
    total = total + tonumber(counts[i + 1])
    oldest = math.min(oldest, part)
  end
end
local is_exceeded = total >= max and 1 or 0
if is_exceeded == 0 then
  redis.call('HINCRBY', key, at, 1)
  redis.call('PEXPIRE', key, (parts + 1) * part_ms)
  total = total + 1
end
return { is_exceeded, total, (oldest + parts + 1) * part_ms - now, at }`);

const giveBack = createScript(`
if redis.call('HINCRBY', KEYS[1], ARGV[1], -1) <= 0 then
  redis.call('HDEL', KEYS[1], ARGV[1])
end
return 0`);

/** The same as createWindows, for all processes that ask this Redis. */
export function createRedisWindows(
  redis: RedisClient,
  { prefix, rule }: { prefix: string; rule: LimitRule },
): RedisWindows {
  const keyOf = (key: string) => `${prefix}:${key}`;
  return {
    keyOf,
    async take(key) {
      const args = [rule.max, toPartMs(rule), partsPerWindow];
      // `as`: what the script returns.
      const answer = (await take(redis, keyOf(key), args)) as [number, number, number, number];
      const [isExceeded, total, resetMs, at] = answer;
      return toTaken(rule, {
        ...{ total, resetMs, isExceeded: isExceeded === 1 },
        giveBack: async () => {
          if (isExceeded === 0) await giveBack(redis, keyOf(key), [at]);
        },
      });
    },
  };
}

export interface RedisWindows extends Bucket {
  /** What Redis has a key under. */
  keyOf(key: string): string;
}

function createScript(source: string): (redis: RedisClient, key: string, args: number[]) => Promise<unknown> {
  const digest = createHash('sha1').update(source).digest('hex');
  return async (redis, key, args) => {
    // What is asked while the connection is lost would wait until it is back.
    if (redis.status !== 'ready') throw new Error('Redis is not connected');
    try {
      return await redis.evalsha(digest, 1, key, ...args);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
      return redis.eval(source, 1, key, ...args);
    }
  };
}
