import { createHash } from 'node:crypto';
import type { RedisClient } from '@dunlin/backends/redis';
import type { LimitRule } from '../core/rate-limits.ts';
import { type Bucket, partsPerWindow, toTaken } from './windows.ts';

/** By the clock of Redis, which all processes share. A key holds for each part of its window how much, and when the last of it. */
const take = createScript(`
local key, max, window_ms, parts = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local at = string.format('%.0f', math.floor(now * parts / window_ms))
local total, of_part, oldest = 0, 0, now
local counts = redis.call('HGETALL', key)
for i = 1, #counts, 2 do
  local count, last = string.match(counts[i + 1], '(%d+) (%d+)')
  if tonumber(last) + window_ms <= now then
    redis.call('HDEL', key, counts[i])
  else
    total = total + tonumber(count)
    oldest = math.min(oldest, tonumber(last))
    if counts[i] == at then of_part = tonumber(count) end
  end
end
local is_exceeded = total >= max and 1 or 0
if is_exceeded == 0 then
  redis.call('HSET', key, at, string.format('%.0f %.0f', of_part + 1, now))
  redis.call('PEXPIRE', key, window_ms)
  total = total + 1
end
return { is_exceeded, total, oldest + window_ms - now, at }`);

const giveBack = createScript(`
local count, last = string.match(redis.call('HGET', KEYS[1], ARGV[1]) or '', '(%d+) (%d+)')
if count == '1' then
  redis.call('HDEL', KEYS[1], ARGV[1])
elseif count then
  redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f %s', tonumber(count) - 1, last))
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
      const args = [rule.max, rule.windowSeconds * 1_000, partsPerWindow];
      // `as`: what the script returns.
      const answer = (await take(redis, keyOf(key), args)) as [number, number, number, string];
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

function createScript(
  source: string,
): (redis: RedisClient, key: string, args: (number | string)[]) => Promise<unknown> {
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
