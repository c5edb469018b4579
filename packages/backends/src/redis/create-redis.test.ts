import {
  canRunRedis,
  redisTitle,
  startRedisCluster,
  startRedisProxy,
  startRedisSentinel,
  startRedisServer,
} from '@dunlin/harness/redis';
import { Cluster } from 'ioredis';
import { describe, type TestContext, test } from 'vitest';
import { createRedis, type RedisRole } from './create-redis.ts';
import { parseRedisUrl } from './parse-redis-url.ts';
import { watchConnections } from './watch-connections.ts';

// At once: they wait, mostly.
describe.runIf(canRunRedis)(redisTitle, { concurrent: true }, () => {
  test('what a request waits for fails at once while Redis is away, and works when it is back', async (context) => {
    const { expect } = context;
    await using server = await startRedisServer();
    const { client } = await connect(context, server.url, 'request');
    await server.kill();
    await expect.poll(() => client.status).not.toBe('ready');
    await expect(client.get('key')).rejects.toThrow("isn't writeable");
    await server.restart();
    await expect.poll(() => client.get('key').catch(String)).toBeNull();
  });

  test('what a request waits for fails while Redis is frozen', async (context) => {
    const { expect } = context;
    await using server = await startRedisServer();
    const { client } = await connect(context, server.url, 'request');
    server.freeze();
    await expect(client.get('key')).rejects.toThrow('timed out');
    server.thaw();
    await expect(client.get('key')).resolves.toBeNull();
  });

  test('a command whose answer was lost is not sent again', async (context) => {
    const { expect } = context;
    await using server = await startRedisServer();
    const { client } = await connect(context, server.url, 'request');
    server.freeze();
    const increment = client.incr('key');
    await Promise.all([expect(increment).rejects.toThrow(), server.restart()]);
    await expect.poll(() => client.get('key').catch(String)).toBeNull();
  });

  test('what waits for work goes on waiting over a restart', async (context) => {
    const { expect } = context;
    await using server = await startRedisServer();
    const { client } = await connect(context, server.url, 'worker');
    const popped = client.blpop('list', 0);
    await server.restart();
    await expect.poll(() => server.call('CLIENT', 'LIST')).toContain('cmd=blpop');
    await server.call('RPUSH', 'list', 'item');
    expect(await popped).toEqual(['list', 'item']);
  });

  test.for(['request', 'producer', 'worker'] as const)(
    'a %s whose connection died unnoticed makes another',
    async (role, context) => {
      const { expect } = context;
      await using server = await startRedisServer();
      using proxy = await startRedisProxy(server);
      const { client, lines } = await connect(context, `redis://127.0.0.1:${proxy.port}`, role);
      proxy.swallow();
      await expect.poll(() => client.get('key').catch(String)).toBeNull();
      expect(lines).toEqual([expect.stringContaining('Socket timeout')]);
    },
  );

  test('of an outage the log has one line at its begin and one at its end', async (context) => {
    const { expect, onTestFinished } = context;
    await using server = await startRedisServer({ password: 'hunter2' });
    const { client, config, watch, lines } = await connect(context, server.url, 'request');
    const other = createRedis(config, 'subscriber', watch);
    onTestFinished(() => other.disconnect());
    await expect.poll(() => other.status).toBe('ready');
    let tries = 0;
    client.on('reconnecting', () => {
      tries += 1;
    });
    await server.kill();
    await expect.poll(() => tries).toBeGreaterThan(4);
    expect(watch.isUp).toBe(false);
    await server.restart();
    await expect.poll(() => lines.length).toBeGreaterThan(1);
    expect(lines).toEqual([
      expect.stringMatching(
        /^The connection to Redis at 127\.0\.0\.1:\d+ was lost: .* It is tried again until it is back\.$/,
      ),
      expect.stringMatching(/^The connection to Redis at 127\.0\.0\.1:\d+ is back\.$/),
    ]);
    expect(watch.isUp).toBe(true);
  });

  test('Sentinels move a client from a primary that froze to its successor', async (context) => {
    const { expect } = context;
    await using sentinel = await startRedisSentinel();
    const { client } = await connect(context, sentinel.url, 'request');
    sentinel.primary.freeze();
    const ports = sentinel.replicas.map(({ port }) => ['port', String(port)]);
    await expect
      .poll(() => client.call('CONFIG', 'GET', 'port').catch(String))
      .toBeOneOf(ports.map((port) => expect.arrayContaining(port)));
    await expect(client.call('ROLE')).resolves.toContain('master');
  });

  test('a client of a cluster comes back though it hears of a slot that moved while its connections end', async (context) => {
    const { expect } = context;
    await using cluster = await startRedisCluster({ withSpare: true });
    const { client } = await connect(context, cluster.url, 'request');
    if (client instanceof Cluster) await Promise.all(client.nodes().map((node) => node.ping()));
    const owner = await cluster.findOwner('key');
    await cluster.moveToSpare('key');
    const others = cluster.primaries.filter((server) => server !== owner);
    for (const server of others) server.freeze();
    const told = client.get('key').catch(() => {});
    client.disconnect(true);
    await told;
    for (const server of others) server.thaw();
    await expect.poll(() => client.status).toBe('ready');
    await expect.poll(() => client.get('key').catch(String)).toBeNull();
  });
});

async function connect({ expect, onTestFinished }: TestContext, url: string, role: RedisRole) {
  const lines: string[] = [];
  const config = parseRedisUrl(url);
  const log = {
    warn: (line: string) => void lines.push(line),
    info: (line: string) => void lines.push(line),
  };
  const watch = watchConnections(config, log);
  const client = createRedis(config, role, watch);
  onTestFinished(() => client.disconnect());
  await expect.poll(() => client.status).toBe('ready');
  return { client, config, watch, lines };
}
