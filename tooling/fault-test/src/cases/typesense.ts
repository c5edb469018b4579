import { setTimeout as delay } from 'node:timers/promises';
import { type Case, needed } from '../case.ts';
import { freezeAndThaw, frozenMs, killAndRestart } from './harm-service.ts';
import { mostWaitMs } from './most-wait.ts';

export const typesenseKilled: Case = {
  name: 'typesense-killed',
  title: 'Typesense is killed, and comes back with its data',
  mostWaitMs,
  async harm({ installation, holdMs }) {
    await killAndRestart(needed(installation.services.typesense), { holdMs, keepData: true });
  },
};

export const typesenseFrozen: Case = {
  name: 'typesense-frozen',
  title: `Typesense is frozen for ${frozenMs / 1_000} s`,
  mostWaitMs,
  async harm({ installation }) {
    await freezeAndThaw(needed(installation.services.typesense));
  },
};

export const typesenseEmptied: Case = {
  name: 'typesense-emptied',
  title: 'Typesense is killed, comes back without its data, and is given them anew by search:reindex',
  mostWaitMs,
  async harm({ installation, holdMs }) {
    await killAndRestart(needed(installation.services.typesense), { holdMs, keepData: false });
    await delay(holdMs);
    const { isContent, output } = await needed(installation.api[0]).run('reindex-search');
    if (!isContent) throw new Error(output);
  },
};
