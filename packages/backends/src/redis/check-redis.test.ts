import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { promisify } from 'node:util';
import { canRunWith } from '@dunlin/harness';
import { findFreePort } from '@dunlin/harness/free-port';
import {
  canRunRedis,
  redisTitle,
  startRedisCluster,
  startRedisSentinel,
  startRedisServer,
} from '@dunlin/harness/redis';
import { describe, expect, type TestContext, test } from 'vitest';
import { checkRedis, RedisUnusableError } from './check-redis.ts';
import { parseRedisUrl } from './parse-redis-url.ts';

const check = (url: string) => checkRedis(parseRedisUrl(url));

/** What is said when it cannot be used. */
async function complaint(url: string): Promise<string> {
  const error: unknown = await check(url).catch((reason: unknown) => reason);
  if (!(error instanceof RedisUnusableError)) throw error;
  expect(JSON.stringify([error.message, error.stack, error])).not.toContain('hunter2');
  expect(error.message).not.toContain('\n');
  return error.message;
}

// At once: they wait, mostly.
describe.runIf(canRunRedis)(redisTitle, { concurrent: true }, () => {
  test('one server, Sentinels and a cluster can be used', async () => {
    await using stack = new AsyncDisposableStack();
    const servers = [startRedisServer({ password: 'p' }), startRedisSentinel(), startRedisCluster()];
    for (const server of await Promise.all(servers)) expect(await check(stack.use(server).url)).toEqual([]);
  });

  test('a server that would throw jobs away is advised against', async () => {
    await using server = await startRedisServer({
      config: ['maxmemory 100mb', 'maxmemory-policy allkeys-lru'],
    });
    expect(await check(server.url)).toEqual([expect.stringContaining('set maxmemory-policy noeviction')]);
  });

  test('a wrong password, or none, is told', async () => {
    await using server = await startRedisServer({ password: 'right' });
    const place = `127.0.0.1:${server.port}`;
    expect(await complaint(`redis://:hunter2@${place}`)).toBe(
      `Redis at ${place} cannot be used: it refuses the user or the password. Check those in REDIS_URL.`,
    );
    expect(await complaint(`redis://${place}`)).toContain('it asks for a password');
    expect(await complaint(`redis://ada:hunter2@${place}`)).toContain('refuses the user or the password');
  });

  test('a wrong place is told', async ({ onTestFinished }) => {
    const nowhere = await findFreePort();
    expect(await complaint(`redis://:hunter2@127.0.0.1:${nowhere}`)).toContain('ECONNREFUSED');
    expect(await complaint(`redis+cluster://:hunter2@127.0.0.1:${nowhere}`)).toContain('ECONNREFUSED');
    expect(await complaint(`redis+sentinel://:hunter2@127.0.0.1:${nowhere}/main`)).toContain(
      `failed to connect to sentinel 127.0.0.1:${nowhere} because Connection is closed. Check`,
    );
    expect(await complaint('redis://:hunter2@nowhere.invalid')).toContain('ENOTFOUND');
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    const address = await new Promise((resolve) => server.once('listening', () => resolve(server.address())));
    expect(await complaint(`redis://:hunter2@127.0.0.1:${(address as { port: number }).port}`)).toContain(
      'not Redis',
    ); // `as`: it listens on TCP.
  });

  test('a URL of the wrong kind is told', async () => {
    await using single = await startRedisServer();
    await using sentinel = await startRedisSentinel({ password: 'hunter2' });
    await using cluster = await startRedisCluster({ password: 'hunter2' });
    const node = cluster.primaries[0]?.port;
    const watcher = sentinel.sentinels[0]?.port;
    expect(await complaint(`redis://:hunter2@127.0.0.1:${node}`)).toContain('write redis+cluster://');
    expect(await complaint(`redis+cluster://127.0.0.1:${single.port}`)).toContain('is no cluster');
    expect(await complaint(`redis://127.0.0.1:${watcher}`)).toContain('write redis+sentinel://');
    expect(await complaint(sentinel.url.replace('/main', '/other'))).toContain('no primary of that name');
    expect(await complaint(`rediss://127.0.0.1:${single.port}`)).toContain('if it speaks no TLS');
    expect(await complaint(`${single.url}/16`)).toContain('it has no database of that number');
    expect(await complaint(`${sentinel.url}?db=16`)).toContain('it has no database of that number');
  });

  test.runIf(canRunWith('openssl'))(
    'over TLS its certificate must be trusted',
    async ({ onTestFinished }) => {
      const { certificate, key } = await makeCertificate(onTestFinished);
      const port = await findFreePort();
      await using _server = await startRedisServer({
        config: [
          `tls-port ${port}`,
          'tls-auth-clients no',
          `tls-cert-file ${certificate}`,
          `tls-key-file ${key}`,
          `tls-ca-cert-file ${certificate}`,
        ],
      });
      expect(await complaint(`rediss://localhost:${port}`)).toContain('NODE_EXTRA_CA_CERTS');
      const trusted = getCACertificates();
      onTestFinished(() => setDefaultCACertificates(trusted));
      setDefaultCACertificates([...trusted, await readFile(certificate, 'utf8')]);
      expect(await check(`rediss://localhost:${port}`)).toEqual([]);
    },
  );

  test('a server that does not answer is told', async () => {
    await using server = await startRedisServer();
    server.freeze();
    expect(await complaint(server.url)).toContain('it does not answer. Check');
  });
});

/** Of localhost, signed by itself. */
async function makeCertificate(onTestFinished: TestContext['onTestFinished']) {
  const folder = await mkdtemp(join(tmpdir(), 'dunlin-tls-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  const options = '-x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost';
  const files = ['-addext', 'subjectAltName=DNS:localhost', '-out', certificate, '-keyout', key];
  await promisify(execFile)('openssl', ['req', ...options.split(' '), ...files]);
  return { certificate, key };
}
