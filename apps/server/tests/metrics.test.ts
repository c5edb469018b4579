import { describeError } from '@dunlin/api';
import { fastify } from 'fastify';
import { Registry } from 'prom-client';
import { afterAll, expect, test } from 'vitest';
import { mountMetrics } from '../src/observability/metrics-route.ts';
import { startTestServer } from './test-server.ts';
import { openSocket } from './test-socket.ts';

const server = await startTestServer();
afterAll(() => server[Symbol.asyncDispose]());

test('each operation is measured by its name, transport and outcome, once', async () => {
  const { token } = await server.register('ada');
  const input = encodeURIComponent('{}');
  await server.request('GET', '/api/tweets', { token });
  await server.request('GET', `/trpc/timelines.home?input=${input}`, { token });
  await server.request('GET', `/trpc/timelines.home?input=${input}`);
  await using live = await openSocket(server.url, token);
  live.send({ id: 1, method: 'query', params: { path: 'auth.me' } });
  await live.next({ id: 1 });

  expect(await read('dunlin_operation_duration_seconds_count')).toMatchObject({
    'operation="auth.register",transport="rest",outcome="ok"': 1,
    'operation="timelines.home",transport="rest",outcome="ok"': 1,
    'operation="timelines.home",transport="trpc",outcome="ok"': 1,
    'operation="timelines.home",transport="trpc",outcome="refused"': 1,
    'operation="auth.me",transport="ws",outcome="ok"': 1,
  });
  expect(await read('dunlin_operation_errors_total')).toEqual({
    'operation="timelines.home",code="UNAUTHENTICATED"': 1,
  });
  expect(await read('dunlin_http_request_duration_seconds_count')).toMatchObject({
    'method="GET",route="/api/tweets",status="200"': 1,
  });
});

test('what callers make up is no label', async () => {
  await server.request('GET', '/made-up');
  await server.request('GET', '/trpc/made.up?made-up=1');
  await server.request('POST', '/api/tweets/made-up/like', { headers: { 'x-request-id': 'made-up' } });
  const { body } = await server.request('GET', '/metrics');
  expect(body).not.toMatch(/made.?up/);
  expect(await read('dunlin_http_request_duration_seconds_count')).toMatchObject({
    'method="any",route="none",status="404"': 1,
  });
});

test('sockets and streams are counted while they are open', async () => {
  const { token } = await server.register('grace');
  const operation = 'operation="timelines.onHome"';
  {
    await using live = await openSocket(server.url, token);
    live.send({ id: 1, method: 'subscription', params: { path: 'timelines.onHome', input: {} } });
    await live.next({ id: 1 });
    const left = new AbortController();
    const headers = { authorization: `Bearer ${token}` };
    await fetch(`${server.url}/api/stream/home`, { headers, signal: left.signal });
    expect(await read('dunlin_sockets_open')).toEqual({ '': 1 });
    expect(await read('dunlin_streams_open')).toEqual({
      [`${operation},transport="ws"`]: 1,
      [`${operation},transport="sse"`]: 1,
    });
    left.abort();
  }
  await expect
    .poll(() => read('dunlin_streams_open'))
    .toEqual({ [`${operation},transport="ws"`]: 0, [`${operation},transport="sse"`]: 0 });
  expect(await read('dunlin_sockets_open')).toEqual({ '': 0 });
});

test('the queue, the outbox, the pool, the caches and the process are watched', async () => {
  const ada = await server.register('hedy');
  await server.request('POST', '/api/tweets', { token: ada.token, body: { text: 'hello' } });
  await server.api.drain();
  await server.request('GET', '/api/tweets', { token: ada.token });
  await server.request('GET', '/api/tweets', { token: ada.token });

  expect(await read('dunlin_job_duration_seconds_count')).toMatchObject({
    'job="fan-out-tweet",outcome="ok"': 1,
  });
  expect(await read('dunlin_jobs')).toMatchObject({ 'state="waiting"': 0, 'state="failed"': 0 });
  expect(await read('dunlin_outbox_events')).toEqual({ '': 0 });
  expect(await read('dunlin_outbox_lag_seconds')).toEqual({ '': 0 });
  expect(await read('dunlin_db_pool_connections')).toMatchObject({ 'state="waiting"': 0 });
  expect((await read('dunlin_cache_hits_total'))['cache="tweets"']).toBeGreaterThan(0);
  expect((await read('dunlin_cache_misses_total'))['cache="tweets"']).toBeGreaterThan(0);
  expect(await read('dunlin_passwords_under_way')).toEqual({ '': 0 });
  expect(await read('dunlin_database_up')).toEqual({ '': 1 });
  expect(Object.keys(await read('nodejs_eventloop_lag_p99_seconds'))).toEqual(['']);
  expect(Object.keys(await read('dunlin_build_info'))).toEqual([expect.stringContaining('version=')]);
});

test.each([
  { who: 'a program on this machine', remoteAddress: '127.0.0.1', status: 200 },
  { who: 'a program on this machine, over IPv6', remoteAddress: '::ffff:127.0.0.1', status: 200 },
  {
    who: 'a page that comes by a name of its own',
    remoteAddress: '127.0.0.1',
    headers: { host: 'evil.example' },
    status: 404,
  },
  { who: 'a program elsewhere', remoteAddress: '10.0.0.7', status: 404 },
  {
    who: 'a proxy on this machine',
    remoteAddress: '127.0.0.1',
    headers: { 'x-forwarded-for': '127.0.0.1' },
    status: 404,
  },
  { who: 'a proxy that is trusted', remoteAddress: '127.0.0.1', trustProxy: 1, status: 404 },
  { who: 'whoever has the token', remoteAddress: '10.0.0.7', token: 'let me read', status: 200 },
  { who: 'whoever has another token', remoteAddress: '127.0.0.1', token: 'let me in', status: 401 },
  { who: 'a program on this machine without the token', remoteAddress: '127.0.0.1', token: '', status: 401 },
])('$who gets $status', async ({ remoteAddress, headers = {}, trustProxy = 0, token, status }) => {
  await using app = fastify();
  const metricsToken = token === undefined ? undefined : 'let me read';
  mountMetrics(app, { registry: new Registry(), config: { metricsToken, trustProxy } });
  app.setErrorHandler((error, _request, reply) => reply.code(describeError(error).status).send());
  const authorization = token ? { authorization: `Bearer ${token}` } : {};
  const answer = await app.inject({
    url: '/metrics',
    remoteAddress,
    headers: { ...headers, ...authorization },
  });
  expect(answer.statusCode).toBe(status);
  expect(answer.body.includes('process_cpu_seconds_total')).toBe(status === 200);
});

test('names are as the conventions of Prometheus have them, which `promtool check metrics` looks at', async () => {
  const { body } = await server.request('GET', '/metrics');
  const types = new Map(
    [...String(body).matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name, type]),
  );
  const helps = new Map(
    [...String(body).matchAll(/^# HELP (\S+) (.+)$/gm)].map(([, name, help]) => [name, help]),
  );
  expect(types.size).toBeGreaterThan(30);
  expect([...types.keys()].filter((name) => !helps.get(name))).toEqual([]);
  const odd = [...types].filter(
    ([name = '', type]) =>
      (type === 'counter') !== name.endsWith('_total') ||
      /_(bucket|count|sum|gauge|counter|histogram|summary)(_|$)/.test(name) ||
      /[^a-z0-9_]/.test(name) ||
      // Other than base units, and short forms of units.
      /_(milli|micro|nano)?(ms|sec|secs|minutes|hours|days|milliseconds|microseconds|nanoseconds|bits|kb|mb|gb|kilobytes|megabytes|percent)(_|$)/.test(
        name,
      ),
  );
  expect(odd).toEqual([]);
  const labels = [...String(body).matchAll(/^(\S+?)\{(.*)\} /gm)].filter(
    ([, name, pairs]) =>
      /(^|,)(le|quantile)="/.test(pairs ?? '') &&
      !/_bucket$/.test(name ?? '') &&
      types.get(name) !== 'summary',
  );
  expect(labels).toEqual([]);
});

test('without the database, what is known without it is told', async () => {
  await server.api.services.db.destroy();
  expect(await read('dunlin_database_up')).toEqual({ '': 0 });
  expect(await read('dunlin_jobs')).toEqual({});
  expect(await read('dunlin_outbox_lag_seconds')).toEqual({});
  expect(await read('dunlin_sockets_open')).toEqual({ '': 0 });
});

/** The samples of one metric, by their labels. */
async function read(name: string): Promise<Record<string, number>> {
  const { body } = await server.request('GET', '/metrics');
  const samples = String(body).matchAll(new RegExp(`^${name}(?:\\{(.*)\\})? (\\S+)$`, 'gm'));
  return Object.fromEntries([...samples].map(([, labels = '', value]) => [labels, Number(value)]));
}
