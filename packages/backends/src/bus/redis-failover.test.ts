import { randomUUID } from 'node:crypto';
import {
  canRunRedis,
  redisTitle,
  startRedisCluster,
  startRedisSentinel,
  startRedisServer,
} from '@dunlin/harness/redis';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseRedisUrl } from '../redis/parse-redis-url.ts';
import { watchConnections } from '../redis/watch-connections.ts';
import { createRedisBus } from './redis.ts';

describe.runIf(canRunRedis)(redisTitle, () => {
  test.each(['kill', 'freeze'] as const)(
    'Sentinels: %s the primary, and its successor carries the bus',
    async (fault) => {
      await using sentinel = await startRedisSentinel();
      const nodes = await openNodes(sentinel.url);
      await sentinel.primary[fault]();
      await expectRecovery(nodes);
    },
  );

  test.each(['kill', 'freeze'] as const)(
    'a cluster: %s the owner, and its replica carries the bus',
    async (fault) => {
      await using cluster = await startRedisCluster({ withReplicas: true });
      const nodes = await openNodes(cluster.url);
      const owner = await cluster.findOwner(nodes.channel);
      await owner[fault]();
      await expectRecovery(nodes);
      expect(await cluster.findOwner(nodes.channel)).not.toBe(owner);
    },
  );

  test('a subscription that Redis ended is a gap, and nothing after it is lost', async () => {
    await using server = await startRedisServer();
    const nodes = await openNodes(server.url);
    const gaps = [nodes.bus, nodes.peer].map(
      (bus) => new Promise<void>((resolve) => bus.onGap(() => bus.isConnected && resolve())),
    );
    await server.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await Promise.all(gaps);
    await expectDelivery(nodes);
  });

  test.each([
    { differ: 'prefixes', path: '/0', prefix: randomUUID() },
    { differ: 'databases', path: '/1', prefix: undefined },
  ])('installations of other $differ on one Redis hear nothing of each other', async ({ path, prefix }) => {
    await using server = await startRedisServer();
    const here = await openNodes(server.url);
    const there = await openNodes(`${server.url}${path}`, prefix ?? here.prefix);
    const heard: string[] = [];
    await there.bus.subscribe('topic', (message) => void heard.push(message));
    await expectDelivery(here);
    await there.peer.publish('topic', 'of there');
    await expect.poll(() => heard).toEqual(['of there']);
  });

  test('what others publish on its channel is passed over', async () => {
    await using server = await startRedisServer();
    const nodes = await openNodes(server.url);
    for (const text of ['', '{', '[]', '["x",1,1,[1]]', 'null'])
      await server.call('PUBLISH', nodes.channel, text);
    await expectDelivery(nodes);
  });
});

/** Two nodes of an installation of its own. */
async function openNodes(url: string, prefix: string = randomUUID()) {
  const config = parseRedisUrl(url);
  const lines: string[] = [];
  const log = {
    warn: (line: string) => void lines.push(line),
    info: (line: string) => void lines.push(line),
  };
  let failures = 0;
  const open = async () => {
    const watch = watchConnections(config, log);
    const counting: typeof watch = {
      isUp: true,
      add(client) {
        watch.add(client);
        client.on('error', () => {
          failures += 1;
        });
      },
    };
    const bus = await createRedisBus({ config, prefix, watch: counting });
    onTestFinished(() => bus[Symbol.asyncDispose]());
    return bus;
  };
  return {
    prefix,
    channel: `${prefix}:bus`,
    lines,
    countFailures: () => failures,
    bus: await open(),
    peer: await open(),
  };
}

type Nodes = Awaited<ReturnType<typeof openNodes>>;

async function expectRecovery(nodes: Nodes): Promise<void> {
  const { bus, peer, lines, countFailures } = nodes;
  const both = () => [bus.isConnected, peer.isConnected];
  await expect.poll(both).toEqual([false, false]);
  const lostAt = performance.now();
  await expect.poll(both).toEqual([true, true]);
  await expectDelivery(nodes);
  // Of each of four connections a few tries a second.
  expect(countFailures()).toBeLessThan(4 * 3 * ((performance.now() - lostAt) / 1000 + 2));
  expect(lines.length).toBeLessThan(10);
}

/** All that is published arrives, unless a gap is told: then what is published after it. */
async function expectDelivery({ bus, peer }: Pick<Nodes, 'bus' | 'peer'>): Promise<void> {
  const messages = Array.from({ length: 100 }, (_, i) => String(i));
  for (;;) {
    const heard: string[] = [];
    let isGap = false;
    const end = await bus.subscribe('topic', (message) => void heard.push(message));
    const ignoreGaps = bus.onGap(() => {
      isGap = true;
    });
    for (const message of messages) await peer.publish('topic', message);
    await expect.poll(() => isGap || heard.length >= messages.length).toBe(true);
    ignoreGaps();
    await end();
    if (isGap) continue;
    expect(heard).toEqual(messages);
    return;
  }
}
