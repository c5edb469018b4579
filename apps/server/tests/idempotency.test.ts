import { afterAll, expect, test } from 'vitest';
import { startTestServer } from './test-server.ts';

const server = await startTestServer();
afterAll(() => server[Symbol.asyncDispose]());
const ada = await server.register('ada');

test.each([
  { transport: 'REST', path: '/api/tweets', toTweet: (body: { id: string }) => body },
  {
    transport: 'tRPC',
    path: '/trpc/tweets.create',
    toTweet: (body: { result: { data: { id: string } } }) => body.result.data,
  },
])('over $transport a repeated write is answered as the first was', async ({ transport, path, toTweet }) => {
  const options = { token: ada.token, body: { text: transport }, headers: { 'idempotency-key': transport } };
  const answers = await Promise.all([1, 2, 3].map(() => server.request('POST', path, options)));
  const ids = new Set(answers.map(({ body }) => toTweet(body).id));
  expect(ids.size).toBe(1);
  const { body } = await server.request('GET', `/api/users/${ada.id}/tweets`, { token: ada.token });
  expect(body.items.filter(({ text }: { text: string }) => text === transport)).toHaveLength(1);
});

test('REST and tRPC share a key', async () => {
  const options = { token: ada.token, body: { text: 'both' }, headers: { 'idempotency-key': 'both' } };
  const rest = await server.request('POST', '/api/tweets', options);
  const trpc = await server.request('POST', '/trpc/tweets.create', options);
  expect(trpc.body.result.data).toEqual(rest.body);
});

test('a batch of writes takes no key, which would stand for each of them', async () => {
  const answer = await server.request('POST', '/trpc/tweets.create,tweets.create?batch=1', {
    token: ada.token,
    body: { 0: { text: 'first of two' }, 1: { text: 'second of two' } },
    headers: { 'idempotency-key': 'batch' },
  });
  expect(JSON.stringify(answer.body)).toContain('"code":"INVALID_IDEMPOTENCY_KEY"');
  const { body } = await server.request('GET', `/api/users/${ada.id}/tweets`, { token: ada.token });
  expect(JSON.stringify(body)).not.toContain('of two');
});

test('another body under the same key is refused', async () => {
  const headers = { 'idempotency-key': 'reused' };
  await server.request('POST', '/api/tweets', { token: ada.token, body: { text: 'one' }, headers });
  for (const path of ['/api/tweets', '/trpc/tweets.create']) {
    const answer = await server.request('POST', path, { token: ada.token, body: { text: 'two' }, headers });
    expect(answer.status).toBe(422);
    expect(JSON.stringify(answer.body)).toContain('"code":"IDEMPOTENCY_KEY_REUSED"');
  }
});

test.each(['', 'with space', 'é', 'x'.repeat(256)])('the key "%s" is refused', async (key) => {
  const body = { text: 'never' };
  const answer = await server.request('POST', '/api/tweets', {
    token: ada.token,
    body,
    headers: { 'idempotency-key': key },
  });
  expect(answer).toMatchObject({ status: 400, body: { code: 'INVALID_IDEMPOTENCY_KEY' } });
});

test('a registration that was repeated answers with the same account and tokens', async () => {
  const body = { username: 'twice', email: 'twice@example.org', password: 'correct horse' };
  const options = { body, headers: { 'idempotency-key': 'registration' } };
  const first = await server.request('POST', '/auth/register', options);
  const second = await server.request('POST', '/auth/register', options);
  expect(first.status).toBe(201);
  expect(second).toMatchObject({ status: 201, body: first.body });
});
