import { setTimeout as delay } from 'node:timers/promises';
import { type Case, needed } from '../case.ts';
import { mostWaitMs } from './most-wait.ts';

const awayMs = 20_000;

export const sentinelPrimaryKilled: Case = {
  name: 'sentinel-killed',
  title: 'the primary of a Redis with Sentinels is killed, and comes back later',
  redis: 'sentinel',
  mostWaitMs,
  async harm({ installation, over }) {
    const primary = await needed(installation.services.sentinel).findPrimary();
    await primary.kill();
    over();
    await delay(awayMs);
    await primary.restart();
  },
};

export const sentinelPrimaryFrozen: Case = {
  name: 'sentinel-frozen',
  title: `the primary of a Redis with Sentinels is frozen for ${awayMs / 1_000} s`,
  redis: 'sentinel',
  mostWaitMs,
  async harm({ installation, over }) {
    const primary = await needed(installation.services.sentinel).findPrimary();
    primary.freeze();
    over();
    await delay(awayMs);
    primary.thaw();
  },
};
