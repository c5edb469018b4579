import { afterAll, expect, test } from 'vitest';
import { startTestServer } from './test-server.ts';

const server = await startTestServer();
afterAll(() => server[Symbol.asyncDispose]());
const { id, token } = await server.register('ada');

test.each([
  { name: 'malformed JSON', body: '{"text":', code: 'MALFORMED_JSON' },
  { name: 'an array', body: [], code: 'VALIDATION_FAILED' },
  { name: 'a string', body: '"text"', code: 'VALIDATION_FAILED' },
  { name: 'a number', body: '1', code: 'VALIDATION_FAILED' },
  { name: 'null', body: 'null', code: 'VALIDATION_FAILED' },
  { name: 'an empty object', body: {}, code: 'VALIDATION_FAILED' },
  { name: 'a wrong type', body: { text: 1 }, code: 'VALIDATION_FAILED' },
  { name: 'a nested object', body: { text: { $ne: '' } }, code: 'VALIDATION_FAILED' },
  { name: 'an unknown field', body: { text: 'x', authorId: '1' }, code: 'VALIDATION_FAILED' },
  { name: 'a prototype', body: '{"text":"x","__proto__":{"admin":true}}', code: 'VALIDATION_FAILED' },
  { name: 'NUL', body: { text: 'a\u0000b' }, code: 'VALIDATION_FAILED' },
  { name: 'a lone surrogate', body: '{"text":"a\\ud800b"}', code: 'VALIDATION_FAILED' },
  { name: 'blanks', body: { text: ' \n ' }, code: 'VALIDATION_FAILED' },
  { name: 'a text beyond its bound', body: { text: 'x'.repeat(281) }, code: 'VALIDATION_FAILED' },
  { name: 'combining marks', body: { text: `e${'\u0301'.repeat(10_000)}` }, code: 'VALIDATION_FAILED' },
  { name: 'an id that is none', body: { text: 'x', replyToId: '1; drop table' }, code: 'VALIDATION_FAILED' },
  {
    name: 'an id of 65 bits',
    body: { text: 'x', replyToId: '9223372036854775808' },
    code: 'VALIDATION_FAILED',
  },
])(
  'a body that is or holds $name is refused over REST and tRPC, and stores nothing',
  async ({ body, code }) => {
    const rest = await server.request('POST', '/api/tweets', { token, body });
    expect(rest).toMatchObject({ status: 400, body: { code, requestId: expect.any(String) } });
    const trpc = await server.request('POST', '/trpc/tweets.create', { token, body });
    expect(trpc).toMatchObject({
      status: 400,
      body: { error: { data: { code, httpStatus: 400, requestId: expect.any(String) } } },
    });
    expect((await server.request('GET', `/api/users/${id}/tweets`, { token })).body.items).toEqual([]);
  },
);

test('what does not fit is named by field', async () => {
  const answer = await server.request('POST', '/api/tweets', { token, body: { text: 1 } });
  expect(answer.body.issues).toEqual([{ path: 'text', message: expect.any(String) }]);
});

test.each(['/api/tweets', '/trpc/tweets.create'])('a body beyond 1 MB is refused at %s', async (path) => {
  const body = { text: 'x'.repeat(1024 * 1024) };
  const answer = await server.request('POST', path, { token, body });
  expect(answer.status).toBe(413);
  expect(JSON.stringify(answer.body)).toContain('"code":"PAYLOAD_TOO_LARGE"');
});

test.each(['/api/tweets', '/trpc/tweets.create'])(
  'a body that is not JSON is refused at %s',
  async (path) => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'nonsense',
    ]) {
      const answer = await server.request('POST', path, {
        token,
        body: 'text=x',
        headers: { 'content-type': type },
      });
      expect(answer.status).toBe(415);
      expect(JSON.stringify(answer.body)).toContain('"code":"UNSUPPORTED_MEDIA_TYPE"');
    }
  },
);

test.each(['limit=0', 'limit=101', 'limit=1e2', 'limit=NaN', 'limit=', 'limit=1&limit=2', 'cursor='])(
  'a list refuses ?%s',
  async (query) => {
    const answer = await server.request('GET', `/api/users?${query}`, { token });
    expect(answer).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
  },
);

test('a cursor that was forged, cut or moved to another list is refused', async () => {
  const others = await Promise.all(['bob', 'carol', 'dave'].map((name) => server.register(name)));
  for (const other of others) await server.request('POST', `/api/users/${other.id}/follow`, { token });
  const { body } = await server.request('GET', `/api/users/${id}/following?limit=1`, { token });
  const cursor: string = body.nextCursor;
  const moved = [
    `/api/users/${id}/followers?cursor=${cursor}`,
    `/api/users/${others[0]?.id}/following?cursor=${cursor}`,
    `/api/users/${id}/following?cursor=${cursor.slice(0, -1)}`,
    `/api/users/${id}/following?cursor=${Buffer.from('1').toString('base64url')}`,
    `/api/users/${id}/following?cursor=${'A'.repeat(40)}`,
    `/api/tweets?cursor=${cursor}`,
    `/api/tweets?cursor=${'x'.repeat(500)}`,
  ];
  for (const path of moved) {
    expect(await server.request('GET', path, { token })).toMatchObject({
      status: 400,
      body: { code: 'INVALID_CURSOR' },
    });
  }
  const input = encodeURIComponent(JSON.stringify({ cursor }));
  expect(await server.request('GET', `/trpc/timelines.home?input=${input}`, { token })).toMatchObject({
    status: 400,
    body: { error: { data: { code: 'INVALID_CURSOR' } } },
  });
});

test.each([
  ['GET', '/api/tweets/1', 404, 'TWEET_NOT_FOUND'],
  ['DELETE', '/api/tweets/1', 404, 'TWEET_NOT_FOUND'],
  ['POST', '/api/tweets/1/like', 404, 'TWEET_NOT_FOUND'],
  ['GET', '/api/tweets/1/replies', 404, 'TWEET_NOT_FOUND'],
  ['GET', '/api/stream/tweets/1/thread', 404, 'TWEET_NOT_FOUND'],
  ['GET', '/api/users/1', 404, 'USER_NOT_FOUND'],
  ['POST', '/api/users/1/follow', 404, 'USER_NOT_FOUND'],
  ['GET', '/api/users/by/username/nobody', 404, 'USER_NOT_FOUND'],
  ['DELETE', '/auth/sessions/1', 404, 'SESSION_NOT_FOUND'],
  ['GET', '/api/tweets/abc', 400, 'VALIDATION_FAILED'],
  ['GET', '/api/tweets/-1', 400, 'VALIDATION_FAILED'],
  ['GET', '/api/tweets/1%00', 400, 'VALIDATION_FAILED'],
  ['GET', '/api/users/by/username/%F0%9F%91%8B', 400, 'VALIDATION_FAILED'],
  ['GET', '/api/stream/home?lastEventId=abc', 400, 'INVALID_EVENT_ID'],
])('%s %s is %i %s', async (method, path, status, code) => {
  expect(await server.request(method, path, { token })).toMatchObject({ status, body: { code } });
});

test.each([
  ['/trpc/nope', 404, 'OPERATION_NOT_FOUND'],
  ['/trpc/tweets.create', 405, 'METHOD_NOT_ALLOWED'],
  ['/trpc/tweets.get?input={', 400, 'MALFORMED_JSON'],
  ['/trpc/tweets.get?input=1', 400, 'VALIDATION_FAILED'],
  ['/trpc/tweets.get?input=[]', 400, 'VALIDATION_FAILED'],
  ['/trpc/__proto__', 404, 'OPERATION_NOT_FOUND'],
  ['/trpc/%25zz', 400, 'VALIDATION_FAILED'],
  ['/trpc/auth.me,timelines.onHome?batch=1', 400, 'VALIDATION_FAILED'],
  ['/trpc/auth.me?connectionParams=1', 400, 'MALFORMED_JSON'],
])('GET %s is %i %s', async (path, status, code) => {
  const answer = await server.request('GET', path, { token });
  expect(answer).toMatchObject({ status, body: { error: { data: { code, httpStatus: status } } } });
  expect(answer.body.error.data.requestId).toBe(answer.headers.get('x-request-id'));
});

test('more than 50 calls in one batch are refused', async () => {
  const path = `/trpc/${Array(51).fill('auth.me').join()}?batch=1`;
  const answer = await server.request('GET', path, { token });
  expect(answer).toMatchObject({ status: 400, body: { error: { data: { code: 'VALIDATION_FAILED' } } } });
});

test('a path parameter of any length is refused by its schema', async () => {
  const answer = await server.request('GET', `/api/tweets/${'9'.repeat(2_000)}`, { token });
  expect(answer).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
});

test('calls of one batch fail and succeed each on its own', async () => {
  const input = encodeURIComponent(JSON.stringify({ 0: { id: '1' }, 1: { id } }));
  const answer = await server.request('GET', `/trpc/tweets.get,users.get?batch=1&input=${input}`, { token });
  expect(answer).toMatchObject({
    status: 207,
    body: [{ error: { data: { code: 'TWEET_NOT_FOUND' } } }, { result: { data: { id } } }],
  });
});
