import { afterAll, expect, test } from 'vitest';
import { startTestServer } from './test-server.ts';

const server = await startTestServer();
afterAll(() => server[Symbol.asyncDispose]());

test('two users register, follow, post and read a timeline', async () => {
  const [ada, bob] = [await server.register('ada'), await server.register('bob')];
  const follow = await server.request('POST', `/api/users/${ada.id}/follow`, { token: bob.token });
  expect(follow).toMatchObject({ status: 200, body: { id: ada.id, viewer: { following: true } } });

  const posted = await server.request('POST', '/api/tweets', { token: ada.token, body: { text: 'hello' } });
  expect(posted).toMatchObject({ status: 201, body: { text: 'hello', author: { username: 'ada' } } });
  await server.api.drain();

  const home = await server.request('GET', '/api/tweets?limit=10', { token: bob.token });
  expect(home).toMatchObject({ status: 200, body: { items: [{ id: posted.body.id }], nextCursor: null } });
});

test('a list is paged by cursor', async () => {
  const { id, token } = await server.register('pager');
  for (const text of ['one', 'two', 'three'])
    await server.request('POST', '/api/tweets', { token, body: { text } });
  const first = await server.request('GET', `/api/users/${id}/tweets?limit=2`, { token });
  const next = new URLSearchParams({ limit: '2', cursor: first.body.nextCursor });
  const second = await server.request('GET', `/api/users/${id}/tweets?${next}`, { token });
  const texts = [...first.body.items, ...second.body.items].map(({ text }) => text);
  expect(texts).toEqual(['three', 'two', 'one']);
  expect(second.body.nextCursor).toBeNull();
});

test('an update changes the path and not what the body says the id is', async () => {
  const [own, other] = [await server.register('holder'), await server.register('other')];
  const body = { id: other.id, bio: 'mine' };
  const updated = await server.request('PUT', `/api/users/${own.id}`, { token: own.token, body });
  expect(updated).toMatchObject({ status: 200, body: { id: own.id, bio: 'mine' } });
});

test('the number of a version stands in a path', async () => {
  const { token } = await server.register('rewriter');
  const { body } = await server.request('POST', '/api/tweets', { token, body: { text: 'first' } });
  await server.request('PUT', `/api/tweets/${body.id}`, { token, body: { text: 'second' } });
  const path = `/api/tweets/${body.id}/history`;
  expect(await server.request('DELETE', `${path}/one`, { token })).toMatchObject({ status: 400 });
  expect(await server.request('DELETE', `${path}/1`, { token })).toMatchObject({ status: 204, body: '' });
  expect(await server.request('GET', path, { token })).toMatchObject({ status: 200, body: { items: [] } });
});

test('what has nothing to say is answered with 204 and no body', async () => {
  const { token } = await server.register('leaver');
  const answer = await server.request('POST', '/auth/logout', { token });
  expect([answer.status, answer.body]).toEqual([204, '']);
  expect(await server.request('GET', '/auth/me', { token })).toMatchObject({
    status: 401,
    body: { code: 'SESSION_ENDED' },
  });
});

test('a write that announces JSON and sends none is served', async () => {
  const [ada, { token }] = [await server.register('target'), await server.register('clicker')];
  const headers = { 'content-type': 'application/json' };
  const answer = await server.request('POST', `/api/users/${ada.id}/follow`, { token, headers });
  expect(answer.status).toBe(200);
});

test('a known path answers another method with the methods it has', async () => {
  const answer = await server.request('PATCH', '/api/tweets/1', { body: {} });
  expect(answer).toMatchObject({ status: 405, body: { code: 'METHOD_NOT_ALLOWED' } });
  expect(answer.headers.get('allow')?.split(', ').sort()).toEqual(['DELETE', 'GET', 'HEAD', 'PUT']);
});

test.each(['/nope', '/api/nope', '/trpc/a/b', '/api/tweets/1/nope'])(
  'the unknown path %s is a problem',
  async (path) => {
    expect(await server.request('POST', path, { body: '{' })).toMatchObject({
      status: 404,
      body: { code: 'OPERATION_NOT_FOUND' },
    });
  },
);

test('a problem names the request that it answers', async () => {
  const answer = await server.request('GET', '/api/tweets', { headers: { 'x-request-id': 'mine-1' } });
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(answer.headers.get('x-request-id')).toBe('mine-1');
  expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  expect(answer.body).toEqual({
    type: 'about:blank',
    title: 'Unauthorized',
    status: 401,
    detail: expect.any(String),
    code: 'UNAUTHENTICATED',
    requestId: 'mine-1',
  });
});

test('a request id that could break a log line is replaced', async () => {
  const answer = await server.request('GET', '/healthz', { headers: { 'x-request-id': 'a b"c' } });
  expect(answer.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
});
