import { setTimeout as delay } from 'node:timers/promises';
import { type Case, needed } from '../case.ts';
import { waitUntilNoProcessIn } from '../installation/processes-in.ts';

const kills = 5;
const writesBetweenMs = 2_000;
const noOrphansWithinMs = 20_000;

/** As `npm start` runs it: its Postgres has to end with it, and to recover when it starts. */
export const aloneKilled: Case = {
  name: 'alone-killed',
  title: `a server that brings its own Postgres is killed and started again, ${kills} times`,
  redis: 'none',
  async harm({ installation }) {
    const server = needed(installation.api[0]);
    for (let kill = 0; kill < kills; kill += 1) {
      await server.kill();
      const { left } = await waitUntilNoProcessIn(server.dataDir, noOrphansWithinMs);
      if (left.length > 0) throw new Error(`outlived the server:\n${left.join('\n')}`);
      await server.start();
      await delay(writesBetweenMs);
    }
  },
};
