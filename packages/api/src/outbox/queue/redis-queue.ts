import { setTimeout as delay } from 'node:timers/promises';
import {
  type ConnectionWatch,
  createRedis,
  type RedisClient,
  type RedisConfig,
  RedisUnusableError,
} from '@dunlin/backends/redis';
import { createRedisBackend, type RedisQueueBackend } from 'bullmq';
import { type BullBackend, createBullQueue, queueNames } from './bull-queue.ts';
import type { JobQueue } from './job-queue.ts';
import { limitErrors } from './limit-errors.ts';

const startWithinMs = 10_000;

export interface RedisQueueOptions {
  config: RedisConfig;
  watch: ConnectionWatch;
  /** Installations that share a Redis have different ones. */
  prefix: string;
}

/** The queue in Redis, one server or a cluster, where all its keys have one hash tag. */
export async function openRedisQueue(
  { config, watch, prefix: name }: RedisQueueOptions,
  { retryDelayMs, onError }: { retryDelayMs: number; onError: (error: unknown) => void },
): Promise<JobQueue> {
  const prefix = `{${name}}`;
  const client = await connectProducer(createRedis(config, 'producer', watch), prefix);
  const backend: BullBackend<RedisQueueBackend, RedisClient> = {
    factory: createRedisBackend,
    connection: client,
    connectWorker: () => createRedis(config, 'worker', watch),
    disconnectWorker: (connection) => connection.disconnect(),
    prefix,
    mayBeStale: true,
    awaitReady: (ready) => Promise.race([ready.then(() => {}), failLater()]),
    findMissing: (ids) => findMissing(client, { ids, prefix }),
    onReturn(listener) {
      client.on('ready', listener);
    },
    // What comes of a connection that was lost, the watch has told.
    onError: limitErrors((error) => watch.isUp && onError(error)),
    async [Symbol.asyncDispose]() {
      client.disconnect();
    },
  };
  return createBullQueue(backend, { retryDelayMs });
}

/** A connection to the node of a cluster is made when it is first used, and what uses it then is refused. */
async function connectProducer(client: RedisClient, key: string): Promise<RedisClient> {
  const deadline = performance.now() + startWithinMs;
  while (!(await isDone(client.exists(key)))) {
    if (performance.now() < deadline) await delay(20);
    else {
      client.disconnect();
      throw lostAtStart();
    }
  }
  return client;
}

async function failLater(): Promise<never> {
  await delay(startWithinMs, undefined, { ref: false });
  throw lostAtStart();
}

function lostAtStart(): RedisUnusableError {
  return new RedisUnusableError(
    'Redis was lost while the server started. Start it again when Redis is back.',
  );
}

function isDone(command: Promise<unknown>): Promise<boolean> {
  return command.then(
    () => true,
    () => false,
  );
}

async function findMissing(
  client: RedisClient,
  { ids, prefix }: { ids: readonly string[]; prefix: string },
): Promise<string[]> {
  const pipeline = client.pipeline();
  for (const id of ids) pipeline.exists(Object.values(queueNames).map((name) => `${prefix}:${name}:${id}`));
  const answers = (await pipeline.exec()) ?? [];
  for (const [error] of answers) if (error) throw error;
  return ids.filter((_, index) => answers[index]?.[1] === 0);
}
