import type { Redis } from 'ioredis';
import { untilReady } from '../../redis/connect-redis.ts';
import {
  createRedis,
  createServerConnection,
  optionsOf,
  type RedisClient,
} from '../../redis/create-redis.ts';
import { type Address, nodeOf, type RedisConfig, type ServerConfig } from '../../redis/redis-config.ts';
import type { ConnectionWatch } from '../../redis/watch-connections.ts';

/** One channel of Redis: a connection that publishes there and one that is subscribed to it, both until it is disposed. */
export interface Transport extends Disposable {
  /** @throws the signal's reason when Redis does not answer until then */
  open(listener: TransportListener, signal: AbortSignal): Promise<void>;
  /** Rejects when it is known to be lost; that it was sent does not mean that it arrives. */
  send(text: string): Promise<unknown>;
  /** Makes connections anew that stand: they may lead to a server that nobody else uses any more. */
  renew(): void;
}

export interface TransportListener {
  onText(text: string): void;
  /** What is sent from now on arrives. */
  onLive(): void;
  onLost(): void;
}

export interface Channel {
  config: RedisConfig;
  name: string;
  watch: ConnectionWatch;
}

export function createTransport(channel: Channel): Transport {
  const { config, name, watch } = channel;
  const publisher = createRedis(config, 'request', watch);
  let subscriber: Redis | undefined;
  return {
    async open(listener, signal) {
      await untilReady(publisher, signal);
      subscriber = await createSubscriber(channel, publisher, listener);
    },
    // Sharded, a message goes to the nodes of one slot, not to the whole cluster.
    send: (text) =>
      config.type === 'cluster' ? publisher.spublish(name, text) : publisher.publish(name, text),
    renew() {
      for (const client of [publisher, subscriber]) if (client?.status === 'ready') client.disconnect(true);
    },
    [Symbol.dispose]() {
      publisher.disconnect();
      subscriber?.disconnect();
    },
  };
}

/**
 * A connection that subscribes to the channel whenever it has come back. In a cluster it is one to the node that owns the channel's
 * slot: the sharded subscriptions that ioredis offers try a lost node 140 times a second.
 */
async function createSubscriber(
  { config, name, watch }: Channel,
  publisher: RedisClient,
  { onText, onLive, onLost }: TransportListener,
): Promise<Redis> {
  const findServer = async (): Promise<ServerConfig> =>
    config.type === 'cluster' ? nodeOf(config, await findOwner(publisher, name)) : config;
  const client = createServerConnection(await findServer(), 'subscriber', watch);
  const subscribe = () => (config.type === 'cluster' ? client.ssubscribe(name) : client.subscribe(name));

  client.on('message', (_, text) => onText(text));
  client.on('smessage', (_, text) => onText(text));
  client.on('ready', () => {
    subscribe().then(onLive, () => client.disconnect(true));
  });
  client.on('close', onLost);
  if (config.type === 'cluster')
    client.on('reconnecting', () => {
      // The slot may have another owner by now; while nobody can tell, the one before is tried again.
      findServer().then(
        (server) => void Object.assign(client.options, optionsOf(server)),
        () => {},
      );
    });
  return client;
}

/** Which node has the slot of a channel, as one of them knows it. */
async function findOwner(cluster: RedisClient, channel: string): Promise<Address> {
  const slot = await cluster.cluster('KEYSLOT', channel);
  const ranges = await cluster.cluster('SLOTS');
  const range = ranges.find(([from, to]) => from <= slot && slot <= to);
  const [host, port] = range?.[2] ?? [];
  if (!host || port === undefined) throw new Error('no node of the cluster is known to own the channel');
  return { host, port };
}
