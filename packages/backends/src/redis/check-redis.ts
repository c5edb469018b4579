import { Redis } from 'ioredis';
import { optionsOf } from './create-redis.ts';
import { explainFailure } from './explain-failure.ts';
import { describePlace, nodeOf, type RedisConfig, type ServerConfig } from './redis-config.ts';

const answerWithinMs = 5_000;
/** Sharded publish and subscribe came with it. */
const oldestVersion = 7;

/** Why Redis cannot be used, and what to do, said to the person who starts the server. */
export class RedisUnusableError extends Error {
  override readonly name = 'RedisUnusableError';
}

/**
 * Looks whether Redis can be reached, lets us in, and is what the configuration says and new enough.
 * @returns what should be changed though it works, a sentence each.
 * @throws RedisUnusableError
 */
export async function checkRedis(config: RedisConfig): Promise<string[]> {
  const facts = await ask(config);
  const complain = (problem: string): never => {
    throw new RedisUnusableError(`${capitalize(describePlace(config))} ${problem}`);
  };
  const mode = facts.get('redis_mode');
  if (mode === 'sentinel')
    complain('is a Sentinel: write redis+sentinel://host:26379/name-of-the-primary in REDIS_URL.');
  if (mode === 'cluster' && config.type !== 'cluster')
    complain('is part of a cluster: write redis+cluster:// in REDIS_URL.');
  if (mode === 'standalone' && config.type === 'cluster')
    complain('is no cluster: write redis:// in REDIS_URL.');
  const version = facts.get('redis_version') ?? 'unknown';
  if (!(Number.parseInt(version, 10) >= oldestVersion))
    complain(`is too old: it is version ${version}, and at least ${oldestVersion}.0 is needed.`);
  return adviseOn(facts);
}

function adviseOn(facts: ReadonlyMap<string, string>): string[] {
  const policy = facts.get('maxmemory_policy');
  if (policy === 'noeviction' || (facts.get('maxmemory') ?? '0') === '0') return [];
  return [
    `Redis throws keys away when its memory is full (maxmemory-policy ${policy}), and jobs are such keys: ` +
      'set maxmemory-policy noeviction in its configuration.',
  ];
}

/** What the server tells of itself; of a cluster, what the first node that answers tells. */
async function ask(config: RedisConfig): Promise<Map<string, string>> {
  if (config.type !== 'cluster') return askOne(config);
  try {
    return await Promise.any(config.nodes.map((address) => askOne(nodeOf(config, address))));
  } catch (error) {
    // Why one of them could not be asked is enough to begin with.
    throw error instanceof AggregateError ? error.errors[0] : error;
  }
}

async function askOne(config: ServerConfig): Promise<Map<string, string>> {
  const client = new Redis({
    ...optionsOf(config),
    lazyConnect: true,
    enableReadyCheck: false,
    disableClientInfo: true,
    connectTimeout: answerWithinMs,
    commandTimeout: answerWithinMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    sentinelRetryStrategy: () => null,
    failoverDetector: false,
  });
  const failures: Error[] = [];
  client.on('error', (error: Error) => failures.push(error));
  client.on('sentinelError', (error: Error) => failures.push(error));
  try {
    await client.connect();
    // ioredis does so too, but goes on in database 0 when that fails.
    if (config.db !== 0) await client.select(config.db);
    return toFacts(await client.info());
  } catch (error) {
    if (error instanceof Error) failures.push(error);
    // The cause is not kept: it holds the command that failed, which may be the one with the password.
    throw new RedisUnusableError(
      `${capitalize(describePlace(config))} cannot be used: ${explainFailure(failures, config)}`,
    );
  } finally {
    client.disconnect();
  }
}

function toFacts(info: string): Map<string, string> {
  const lines = info.split('\r\n').map((line) => line.split(':', 2));
  return new Map(lines.flatMap(([key, value]) => (key && value !== undefined ? [[key, value]] : [])));
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
