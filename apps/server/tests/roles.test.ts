import { createTestDatabase } from '@dunlin/harness';
import { canRunRedis, type RedisServer, redisTitle, startRedisServer } from '@dunlin/harness/redis';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { startApp } from '../src/app.ts';
import { type Config, loadConfig } from '../src/startup/config.ts';
import { explainStartupError } from '../src/startup/startup-error.ts';
import { startTestServer, type TestServer } from './test-server.ts';

/** Who refuses has waited for a predecessor that may be ending. */
const timeout = 20_000;

const alone = await startTestServer();
afterAll(() => alone[Symbol.asyncDispose]());

test.concurrent('a second server without REDIS_URL does not start', { timeout }, async () => {
  expect(await explanationOf(alone, { redis: undefined })).toBe(
    'Another server runs on this database. Stop it first; to run several, give all of them the same REDIS_URL.',
  );
});

test.concurrent('a server with REDIS_URL does not start beside one without it', { timeout }, async () => {
  const { redis } = loadConfig({ REDIS_URL: 'redis://127.0.0.1' });
  expect(await explanationOf(alone, { redis })).toBe(
    'A server without REDIS_URL runs on this database, and this one has it. Stop that one, or start it anew with the same REDIS_URL.',
  );
});

describe.runIf(canRunRedis)(redisTitle, () => {
  const stack = new AsyncDisposableStack();
  let redis: RedisServer;
  let several: TestServer;
  beforeAll(async () => {
    redis = stack.use(await startRedisServer({ password: 'hunter2' }));
    several = stack.use(await startTestServer({ environment: { REDIS_URL: redis.url } }));
  });
  afterAll(() => stack.disposeAsync());

  test('a server without REDIS_URL does not start beside those with it', { timeout }, async () => {
    expect(await explanationOf(several, { redis: undefined })).toBe(
      'Servers with REDIS_URL run on this database, and this one has none. Give it the same REDIS_URL, or stop the others.',
    );
  });

  test('servers on one database use one Redis and prefix', { timeout }, async () => {
    expect(await explanationOf(several, { redisPrefix: 'elsewhere' })).toMatch(
      /^Servers that use another Redis, or another REDIS_PREFIX, run on this database\./,
    );
    await redis.call('FLUSHALL');
    await using second = await startApp(several.config);
    expect((await fetch(`${second.url}/readyz`)).status).toBe(200);
  });

  test('a worker answers how it is, and nothing of the API', async () => {
    await using database = await createTestDatabase(inject('postgresUrl'));
    const config = {
      ...several.config,
      role: 'worker',
      database: { type: 'external', url: database.url },
    } as const;
    await using worker = await startApp(config);
    const statusOf = async (path: string) => (await fetch(`${worker.url}${path}`)).status;
    expect(await Promise.all(['/healthz', '/readyz', '/metrics'].map(statusOf))).toEqual([200, 200, 200]);
    const paths = ['/', '/api/tweets', '/trpc/auth.me', '/openapi.json', '/docs', '/api/media/1'];
    expect(await Promise.all(paths.map(statusOf))).toEqual(paths.map(() => 404));
  });

  test('what is written at an api is done by a worker', { timeout }, async () => {
    const start = (DUNLIN_ROLE: string, peer?: TestServer) =>
      startTestServer({
        environment: {
          DUNLIN_ROLE,
          DATABASE_URL: 'postgres://given',
          REDIS_URL: redis.url,
          REDIS_PREFIX: 'roles',
        },
        ...(peer && { peer }),
      });
    await using api = await start('api');
    const [author, reader] = await Promise.all([api.register('role_author'), api.register('role_reader')]);
    await api.request('POST', `/api/users/${author.id}/follow`, { token: reader.token });
    await api.request('POST', '/api/tweets', { token: author.token, body: { text: 'to be fanned out' } });
    const home = async () => (await api.request('GET', '/api/tweets', { token: reader.token })).body.items;
    expect(await home()).toEqual([]);

    await using _worker = await start('worker', api);
    await expect.poll(home).toMatchObject([{ text: 'to be fanned out' }]);
  });

  test('a Redis that cannot be used stops the start with one line, without its password', async () => {
    const { redis: wrong } = loadConfig({ REDIS_URL: redis.url.replace('hunter2', 'hunter3') });
    const explanation = await explanationOf(several, { redis: wrong });
    expect(explanation).toMatch(
      /^Redis at 127\.0\.0\.1:\d+ cannot be used: it refuses .* Check those in REDIS_URL\.$/,
    );
  });

  test('a Redis that takes no writes stops the start', async () => {
    await using replica = await startRedisServer();
    await replica.call('REPLICAOF', '127.0.0.1', redis.port);
    const { redis: config } = loadConfig({ REDIS_URL: replica.url });
    expect(await explanationOf(several, { redis: config })).toMatch(
      /^Nothing can be written to Redis: READONLY .* leads to a primary/,
    );
  });

  test('two installations do not use one prefix of a Redis', async () => {
    const secret = { type: 'given', value: 'the secret of quite another installation' } as const;
    expect(await explanationOf(several, { secret })).toMatch(
      /^Another installation uses this Redis under the prefix dunlin: .* Give each a REDIS_PREFIX of its own/,
    );
    await using own = await createTestDatabase(inject('postgresUrl'));
    const database = { type: 'external', url: own.url } as const;
    await using other = await startApp({ ...several.config, database, secret, redisPrefix: 'other' });
    expect((await fetch(`${other.url}/readyz`)).status).toBe(200);
  });
});

async function explanationOf(
  { config }: TestServer,
  change: Partial<Pick<Config, 'redis' | 'redisPrefix' | 'secret'>>,
): Promise<string | undefined> {
  return startApp({ ...config, ...change }).then(() => 'it started', explainStartupError);
}
