import { describe, test } from 'vitest';
import { startRedisCluster } from './redis-cluster.ts';
import { startRedisSentinel } from './redis-sentinel.ts';
import { canRunRedis, redisTitle, startRedisServer } from './redis-server.ts';

// At once: they wait, mostly.
describe.runIf(canRunRedis)(redisTitle, { concurrent: true }, () => {
  test('it comes back where it was, with its data or without', async ({ expect }) => {
    await using server = await startRedisServer({ config: ['appendonly yes', 'appendfsync always'] });
    await server.call('SET', 'key', 'value');
    await server.restart();
    expect(await server.call('GET', 'key')).toBe('value');
    await server.restart({ keepData: false });
    expect(await server.call('GET', 'key')).toBeNull();
  });

  test('it answers nothing while it is frozen, and everything afterwards', async ({ expect }) => {
    await using server = await startRedisServer();
    server.freeze();
    await expect(server.call('PING')).rejects.toThrow('timed out');
    server.thaw();
    expect(await server.call('PING')).toBe('PONG');
  });

  test('a replica takes the place of a primary that was killed', async ({ expect }) => {
    await using sentinel = await startRedisSentinel();
    await sentinel.primary.kill();
    await expect.poll(() => sentinel.findPrimary()).toBeOneOf([...sentinel.replicas]);
  });

  test('a cluster finds another owner for the slots of a primary that was killed', async ({ expect }) => {
    await using cluster = await startRedisCluster({ withReplicas: true });
    const owner = await cluster.findOwner('key');
    expect(cluster.primaries).toContain(owner);
    await owner.kill();
    await expect.poll(async () => cluster.replicas.includes(await cluster.findOwner('key'))).toBe(true);
  });
});
