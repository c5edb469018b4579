import { setTimeout as delay } from 'node:timers/promises';
import { type Case, needed } from '../case.ts';

export const apiKilled: Case = {
  name: 'api-killed',
  title: 'an api node is killed, and started again later',
  async harm({ installation, holdMs, over }) {
    const node = needed(installation.api[0]);
    await node.kill();
    over();
    await delay(holdMs);
    await node.start();
  },
};
