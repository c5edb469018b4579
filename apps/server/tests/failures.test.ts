import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { createLogger } from '../src/observability/logger.ts';
import { createObservability } from '../src/observability/observability.ts';
import { startReceiver } from './test-receiver.ts';
import { startTestServer } from './test-server.ts';

const log: Record<string, unknown>[] = [];
const logger = createLogger('info', { write: (line) => log.push(JSON.parse(line)) });
const receiver = await startReceiver();
const errorWebhook = { url: receiver.url, secret: 'a secret that two parties know' };
const observability = await createObservability({ tracing: undefined, errorWebhook }, { logger });
const server = await startTestServer({ logger, observability });
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await observability[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});

test('a request is one line that names the account and holds no secret', async () => {
  const { id, token } = await server.register('ada');
  await server.request('GET', '/api/tweets?limit=7', { token });
  const params = encodeURIComponent(JSON.stringify({ authorization: `Bearer ${token}` }));
  await server.request('GET', `/trpc/auth.me?connectionParams=${params}`);

  await expect.poll(() => log.filter(({ msg }) => msg === 'request').length).toBe(3);
  expect(log.find(({ route }) => route === '/api/tweets')).toMatchObject({
    method: 'GET',
    status: 200,
    userId: id,
    requestId: expect.any(String),
    ms: expect.any(Number),
  });
  expect(JSON.stringify(log)).not.toContain(token);
});

test.each([
  { requestId: 'over-rest', path: '/api/tweets' },
  { requestId: 'over-trpc', path: '/trpc/tweets.create' },
])(
  'a failure of ours $requestId is logged with its cause and told to nobody',
  async ({ requestId, path }) => {
    const { token } = await server.register(requestId.replace('-', '_'));
    await sql`alter table tweets rename column text to broken`.execute(server.api.services.db);
    const options = { token, body: { text: 'x' }, headers: { 'x-request-id': requestId } };
    const answer = await server.request('POST', path, options);
    await sql`alter table tweets rename column broken to text`.execute(server.api.services.db);

    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer.body)).toContain('"code":"INTERNAL"');
    expect(JSON.stringify(answer.body)).not.toMatch(/column|insert|relation|stack/i);
    const logged = log.find((line) => line.requestId === requestId && line.err);
    expect(JSON.stringify(logged)).toMatch(/column \\+"text\\+" of relation/);
    expect(logged).toMatchObject({ level: 'error' });
    expect(JSON.stringify(logged)).toContain('tweets/queries.ts');
  },
);

test('every line of a request names its trace, which is the caller’s if that is valid', async () => {
  const traceId = 'ab'.repeat(16);
  const linesOf = (requestId: string) => log.filter((line) => line.requestId === requestId);
  await server.request('GET', '/nope', {
    headers: { 'x-request-id': 'r1', traceparent: `00-${traceId}-${'cd'.repeat(8)}-01` },
  });
  await server.request('GET', '/nope', {
    headers: { 'x-request-id': 'r2', traceparent: `00-${traceId}-0-01` },
  });
  await expect.poll(() => [...linesOf('r1'), ...linesOf('r2')].length).toBe(2);
  expect(linesOf('r1').map((line) => line.traceId)).toEqual([traceId]);
  expect(linesOf('r2').map((line) => line.traceId)).toEqual([expect.stringMatching(/^(?!ab)[0-9a-f]{32}$/)]);
});

test('a job that fails is logged and reported in the trace of the request that caused it', async () => {
  const { token } = await server.register('hedy');
  const traceId = 'ef'.repeat(16);
  const headers = { traceparent: `00-${traceId}-${'cd'.repeat(8)}-01` };
  await sql`alter table follows rename to broken`.execute(server.api.services.db);
  await server.request('POST', '/api/tweets', { token, headers, body: { text: 'x' } });
  const find = () => log.find((line) => line.msg === 'A job failed' && line.traceId === traceId);
  await expect.poll(find).toBeDefined();
  await sql`alter table broken rename to follows`.execute(server.api.services.db);

  const logged = find();
  expect(logged).toMatchObject({ job: { name: 'fan-out-tweet' }, fingerprint: expect.any(String) });
  const { fingerprint } = logged ?? {};
  await expect
    .poll(() => receiver.received.map(({ body }) => JSON.parse(body)))
    .toContainEqual(
      expect.objectContaining({ fingerprint, traceId, origin: 'job', place: 'fan-out-tweet', code: '42P01' }),
    );
});

test('a password and a token in a request that fails stand in no log, report or metric', async () => {
  const { token } = await server.register('secretive');
  const reports = receiver.received.length;
  await sql`alter table users rename password_hash to broken`.execute(server.api.services.db);
  const body = { currentPassword: 'hunter2-hunter2', newPassword: 'hunter3-hunter3' };
  const headers = { 'idempotency-key': 'hunter4' };
  const answer = await server.request('POST', '/auth/password', { token, body, headers });
  await sql`alter table users rename broken to password_hash`.execute(server.api.services.db);

  expect(answer.status).toBe(500);
  await expect.poll(() => receiver.received.length).toBeGreaterThan(reports);
  const metrics = await server.request('GET', '/metrics');
  const told = [log, receiver.received, metrics.body].map((value) => JSON.stringify(value)).join();
  expect(told).toContain('/auth/password');
  for (const secret of ['hunter', token, 'a secret that two parties know'])
    expect(told).not.toContain(secret);
});

test('a server without its database is alive and not ready', async () => {
  await server.api.services.db.destroy();
  expect((await server.request('GET', '/healthz')).status).toBe(200);
  const answer = await server.request('GET', '/readyz');
  expect(answer).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } });
  expect(answer.headers.get('retry-after')).toBe('5');
});
