import { setTimeout as delay } from 'node:timers/promises';
import { type Case, needed } from '../case.ts';
import { mostWaitMs } from './most-wait.ts';

const frozenMs = 20_000;

export const redisKilled: Case = {
  name: 'redis-killed',
  title: 'Redis is killed, and comes back with its data',
  mostWaitMs,
  async harm({ installation, holdMs }) {
    const redis = needed(installation.services.redis);
    await redis.kill();
    await delay(holdMs);
    await redis.restart();
  },
};

export const redisEmptied: Case = {
  name: 'redis-emptied',
  title: 'Redis is killed, and comes back without its data',
  mostWaitMs,
  async harm({ installation, holdMs }) {
    const redis = needed(installation.services.redis);
    await redis.kill();
    await delay(holdMs);
    await redis.restart({ keepData: false });
  },
};

export const redisFrozen: Case = {
  name: 'redis-frozen',
  title: `Redis is frozen for ${frozenMs / 1_000} s`,
  mostWaitMs,
  async harm({ installation }) {
    const redis = needed(installation.services.redis);
    redis.freeze();
    await delay(frozenMs);
    redis.thaw();
  },
};
