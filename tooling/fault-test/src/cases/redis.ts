import { type Case, needed } from '../case.ts';
import { freezeAndThaw, frozenMs, killAndRestart } from './harm-service.ts';
import { mostWaitMs } from './most-wait.ts';

export const redisKilled: Case = {
  name: 'redis-killed',
  title: 'Redis is killed, and comes back with its data',
  mostWaitMs,
  async harm({ installation, holdMs }) {
    await killAndRestart(needed(installation.services.redis), { holdMs, keepData: true });
  },
};

export const redisEmptied: Case = {
  name: 'redis-emptied',
  title: 'Redis is killed, and comes back without its data',
  mostWaitMs,
  async harm({ installation, holdMs }) {
    await killAndRestart(needed(installation.services.redis), { holdMs, keepData: false });
  },
};

export const redisFrozen: Case = {
  name: 'redis-frozen',
  title: `Redis is frozen for ${frozenMs / 1_000} s`,
  mostWaitMs,
  async harm({ installation }) {
    await freezeAndThaw(needed(installation.services.redis));
  },
};
