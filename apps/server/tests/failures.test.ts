import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { createLogger } from '../src/logger.ts';
import { startTestServer } from './test-server.ts';

const log: Record<string, unknown>[] = [];
const logger = createLogger('info', { write: (line) => log.push(JSON.parse(line)) });
const server = await startTestServer({ logger });
afterAll(() => server[Symbol.asyncDispose]());

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

test('a server without its database is alive and not ready', async () => {
  await server.api.services.db.destroy();
  expect((await server.request('GET', '/healthz')).status).toBe(200);
  const answer = await server.request('GET', '/readyz');
  expect(answer).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } });
  expect(answer.headers.get('retry-after')).toBe('5');
});
