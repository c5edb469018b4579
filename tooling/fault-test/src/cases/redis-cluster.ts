import { setTimeout as delay } from 'node:timers/promises';
import type { RedisServer } from '@dunlin/harness/redis';
import { type Case, needed } from '../case.ts';
import { mostWaitMs } from './most-wait.ts';

const awayMs = 15_000;

export const clusterBusKilled = losePrimary({
  name: 'cluster-bus-killed',
  title: 'the primary of a Redis cluster that carries the bus is killed, and comes back later',
  isLost: async (primary) => hasAny(await primary.call('PUBSUB', 'SHARDCHANNELS')),
});

export const clusterQueueKilled = losePrimary({
  name: 'cluster-queue-killed',
  title: 'the primary of a Redis cluster that holds the jobs is killed, and comes back later',
  isLost: async (primary) => hasAny(await primary.call('KEYS', '*:meta')),
});

function losePrimary({ name, title, isLost }: LostPrimary): Case {
  return {
    ...{ name, title, mostWaitMs, redis: 'cluster' },
    async harm({ installation, over }) {
      const { primaries } = needed(installation.services.cluster);
      const lost = await Promise.all(primaries.map(isLost));
      const primary = needed(primaries.find((_, index) => lost[index]));
      await primary.kill();
      over();
      await delay(awayMs);
      await primary.restart();
    },
  };
}

function hasAny(answer: unknown): boolean {
  return Array.isArray(answer) && answer.length > 0;
}

interface LostPrimary {
  name: string;
  title: string;
  isLost: (primary: RedisServer) => Promise<boolean>;
}
