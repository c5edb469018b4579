import { isIP } from 'node:net';
import { Cluster, type ClusterOptions, type CommonRedisOptions, Redis, type RedisOptions } from 'ioredis';
import { FailoverConnector } from './failover-connector.ts';
import type { RedisConfig, ServerConfig } from './redis-config.ts';
import type { ConnectionWatch } from './watch-connections.ts';

/**
 * What a connection is for, which decides what it does while Redis does not answer:
 * - `request`: what a request waits for. Refuses at once while the connection is lost, and gives up on an answer after 300 ms;
 *   the command may still be carried out, so only such commands may be sent as can do no harm late.
 * - `subscriber`: receives; nobody waits for it.
 * - `producer`: sends what nobody waits for, and must tell when that failed. What it sends may come twice, or late.
 * - `worker`: waits as long as it takes, as BullMQ's blocking commands must.
 */
export type RedisRole = 'request' | 'subscriber' | 'producer' | 'worker';

/** Made of one configuration, they differ in what they are for. */
export type RedisClient = Redis | Cluster;

const roles: Record<RedisRole, CommonRedisOptions & { enableOfflineQueue: boolean }> = {
  request: {
    // With it, commands to a dead Redis fail after 10 seconds instead of at once.
    enableOfflineQueue: false,
    // With more, a command whose answer was lost would be sent again, and an increment counted twice.
    maxRetriesPerRequest: 0,
    // A frozen Redis keeps its connections: without it, commands wait for as long as it is frozen.
    commandTimeout: 300,
    // Without it, a connection whose other end vanished is kept until TCP gives up after a quarter of an hour.
    socketTimeout: 5_000,
  },
  subscriber: {
    enableOfflineQueue: true,
    maxRetriesPerRequest: 0,
    commandTimeout: 2_000,
    // What was subscribed to is subscribed to again by its owner, who must know when that has been done.
    autoResubscribe: false,
  },
  producer: {
    ...{ enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: 2_000 },
    socketTimeout: 5_000,
  },
  // BullMQ waits for ten seconds at most in one command.
  worker: { enableOfflineQueue: true, maxRetriesPerRequest: null, socketTimeout: 13_000 },
};

/** A connection that tries for ever to come back. Its owner disconnects it. */
export function createRedis(config: RedisConfig, role: RedisRole, watch: ConnectionWatch): RedisClient {
  if (config.type !== 'cluster') return createServerConnection(config, role, watch);
  const client = createCluster(config, { ...roles[role], ...connection });
  watch.add(client);
  return client;
}

/** The same to one server: what Sentinels name, or one node of a cluster. */
export function createServerConnection(config: ServerConfig, role: RedisRole, watch: ConnectionWatch): Redis {
  const client = new Redis({ ...roles[role], ...connection, ...optionsOf(config) });
  endTimeoutWithItsSocket(client);
  watch.add(client);
  return client;
}

/** Left to ioredis, the `socketTimeout` of a connection that was lost would end its successor. */
function endTimeoutWithItsSocket(client: Redis): void {
  client.on('close', () => {
    // biome-ignore-start lint/complexity/useLiteralKeys: it is private.
    clearTimeout(client['socketTimeoutTimer']);
    client['socketTimeoutTimer'] = undefined;
    // biome-ignore-end lint/complexity/useLiteralKeys: as above.
  });
}

/** Waits longer each time, up to two seconds, and never as long as another: not all come back at one moment. */
function backoff(attempt: number): number {
  const longest = Math.min(2_000, 100 * 2 ** Math.min(attempt, 10));
  return longest / 2 + (Math.random() * longest) / 2;
}

const connection = {
  connectTimeout: 5_000,
  // Without it, a machine that vanished is never noticed by who only listens.
  keepAlive: 10_000,
  retryStrategy: backoff,
  // A primary that has become a replica refuses writes; a new connection finds its successor.
  reconnectOnError: ({ message }: Error) => message.startsWith('READONLY'),
} satisfies RedisOptions;

/** Where and as whom ioredis connects; of a cluster, what holds for each of its nodes. */
export function optionsOf(config: RedisConfig): RedisOptions {
  const { username, password, tls } = config;
  const common = {
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(tls && { tls: {} }),
  };
  if (config.type === 'cluster') return common;
  if (config.type === 'sentinel') return { ...common, ...sentinelOptions(config) };
  const { host, port } = config.address;
  return { ...common, host, port, db: config.db, ...(tls && !isIP(host) && { tls: { servername: host } }) };
}

function sentinelOptions(config: Extract<RedisConfig, { type: 'sentinel' }>): RedisOptions {
  const { sentinels, name, db, tls } = config;
  const { username, password } = config.sentinelCredentials;
  return {
    sentinels,
    name,
    db,
    // Without it, a client stays with a primary that was frozen and replaced, and what it then writes is lost.
    failoverDetector: true,
    Connector: FailoverConnector,
    sentinelCommandTimeout: 1_000,
    sentinelRetryStrategy: backoff,
    sentinelReconnectStrategy: backoff,
    ...(username !== undefined && { sentinelUsername: username }),
    ...(password !== undefined && { sentinelPassword: password }),
    ...(tls && { sentinelTLS: {}, enableTLSForSentinelMode: true }),
  };
}

function createCluster(
  config: Extract<RedisConfig, { type: 'cluster' }>,
  { enableOfflineQueue, retryStrategy, ...redisOptions }: RedisOptions & { enableOfflineQueue: boolean },
): Cluster {
  const options: ClusterOptions = {
    enableOfflineQueue,
    clusterRetryStrategy: retryStrategy,
    // Without it, a client that only sends to a frozen primary never learns of its successor.
    slotsRefreshInterval: 2_000,
    redisOptions: { ...redisOptions, ...optionsOf(config) },
    // As for one server: what failed has failed, and is not sent again.
    ...(redisOptions.maxRetriesPerRequest === 0 && { retryDelayOnFailover: 0, retryDelayOnClusterDown: 0 }),
    // Certificates are for names, which it would turn into addresses.
    ...(config.tls && { dnsLookup: keepName }),
  };
  const cluster = new Cluster(config.nodes, options);
  cluster.on('+node', endTimeoutWithItsSocket);
  endWhatComesLate(cluster);
  return cluster;
}

/**
 * Left to ioredis, a node that a late answer names (MOVED, ASK) while a cluster's connections are being ended is connected to, and the
 * cluster waits for its end for ever: it neither comes back nor lets the process exit.
 */
function endWhatComesLate(cluster: Cluster): void {
  cluster.on('+node', (node: Redis) => {
    if (cluster.status === 'disconnecting') node.disconnect();
  });
}

const keepName: NonNullable<ClusterOptions['dnsLookup']> = (host, callback) => callback(null, host);
