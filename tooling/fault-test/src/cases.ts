import type { Case } from './case.ts';
import { aloneKilled } from './cases/alone-killed.ts';
import { apiKilled } from './cases/api-killed.ts';
import { consumerKilled } from './cases/consumer-killed.ts';
import { networkCases } from './cases/network.ts';
import { redisEmptied, redisFrozen, redisKilled } from './cases/redis.ts';
import { clusterBusKilled, clusterQueueKilled } from './cases/redis-cluster.ts';
import { sentinelPrimaryFrozen, sentinelPrimaryKilled } from './cases/redis-sentinel.ts';
import { typesenseEmptied, typesenseFrozen, typesenseKilled } from './cases/typesense.ts';
import { workerKilled } from './cases/worker-killed.ts';
import { workersAway } from './cases/workers-away.ts';

export const cases: readonly Case[] = [
  aloneKilled,
  apiKilled,
  workerKilled,
  consumerKilled,
  workersAway,
  redisKilled,
  redisEmptied,
  redisFrozen,
  sentinelPrimaryKilled,
  sentinelPrimaryFrozen,
  clusterBusKilled,
  clusterQueueKilled,
  typesenseKilled,
  typesenseFrozen,
  typesenseEmptied,
  ...networkCases,
];
