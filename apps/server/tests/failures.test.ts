import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { createLogger } from '../src/logger.ts';
import { startTestServer } from './test-server.ts';

test('a failure of ours is logged with its cause and told to nobody', async () => {
  const log: Record<string, unknown>[] = [];
  const logger = createLogger('info', { write: (line) => log.push(JSON.parse(line)) });
  await using server = await startTestServer({ logger });
  const { token } = await server.register('ada');
  await sql`alter table tweets rename column text to broken`.execute(server.api.services.db);

  for (const path of ['/api/tweets', '/trpc/tweets.create']) {
    const answer = await server.request('POST', path, {
      token,
      body: { text: 'x' },
      headers: { 'x-request-id': path.slice(1, 5) },
    });
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer.body)).toMatch(/"code":"INTERNAL"/);
    expect(JSON.stringify(answer.body)).not.toMatch(/column|insert|tweets\.ts|stack/i);
    const logged = log.find(({ requestId, err }) => requestId === path.slice(1, 5) && err);
    expect(JSON.stringify(logged)).toMatch(/column \\+"text\\+" of relation/);
    expect(logged).toMatchObject({ level: 'error', err: { stack: expect.any(String) } });
  }
});

test('a request is one line that names the account and holds no secret', async () => {
  const lines: string[] = [];
  await using server = await startTestServer({
    logger: createLogger('info', { write: (line) => lines.push(line) }),
  });
  const { id, token } = await server.register('ada');
  await server.request('GET', '/api/tweets?limit=7', { token });
  const params = encodeURIComponent(JSON.stringify({ authorization: `Bearer ${token}` }));
  await server.request('GET', `/trpc/auth.me?connectionParams=${params}`);

  await expect.poll(() => lines.filter((line) => line.includes('"request"')).length).toBe(3);
  const logged = lines.map((line) => JSON.parse(line)).find(({ route }) => route === '/api/tweets');
  expect(logged).toMatchObject({
    method: 'GET',
    status: 200,
    userId: id,
    requestId: expect.any(String),
    ms: expect.any(Number),
  });
  expect(lines.join()).not.toContain(token);
});

test('a server without its database is alive and not ready', async () => {
  await using server = await startTestServer();
  await server.api.services.db.destroy();
  expect((await server.request('GET', '/healthz')).status).toBe(200);
  const answer = await server.request('GET', '/readyz');
  expect(answer).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } });
  expect(answer.headers.get('retry-after')).toBe('5');
});
