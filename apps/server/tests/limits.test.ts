import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { defaultRateLimits } from '@dunlin/api';
import { afterAll, expect, test } from 'vitest';
import { type Answer, startTestServer } from './test-server.ts';
import { openSocket } from './test-socket.ts';

const rule = { max: 5, windowSeconds: 60 };
const settings = {
  checkAnswers: true,
  rateLimitFactor: 1,
  maxStreamsPerViewer: 2,
  rateLimits: { ...defaultRateLimits, post: rule },
};
const server = await startTestServer({ settings });
afterAll(() => server[Symbol.asyncDispose]());
const { token, id } = await server.register('ada');

const input = (value: unknown) => `input=${encodeURIComponent(JSON.stringify(value))}`;

test.each([
  { name: 'a read over REST', method: 'GET', path: '/auth/me', status: 200, token },
  { name: 'a read over tRPC', method: 'GET', path: '/trpc/auth.me', status: 200, token },
  {
    name: 'a batch',
    method: 'GET',
    path: `/trpc/auth.me,users.get?batch=1&${input({ 1: { id } })}`,
    status: 200,
    token,
  },
  { name: 'what is not found', method: 'GET', path: '/api/tweets/1', status: 404, token },
  {
    name: 'what is not found over tRPC',
    method: 'GET',
    path: `/trpc/tweets.get?${input({ id: '1' })}`,
    status: 404,
    token,
  },
  { name: 'a call without a token', method: 'GET', path: '/auth/me', status: 401 },
  { name: 'a call without a token over tRPC', method: 'GET', path: '/trpc/auth.me', status: 401 },
  { name: 'the documentation', method: 'GET', path: '/docs', status: 200 },
  { name: 'its document', method: 'GET', path: '/openapi.json', status: 200 },
  { name: 'an unknown path', method: 'GET', path: '/api/nothing', status: 404 },
  { name: 'an unknown procedure', method: 'GET', path: '/trpc/nothing.here', status: 404 },
  { name: 'another method', method: 'PATCH', path: '/api/tweets', status: 405 },
  { name: 'another method over tRPC', method: 'GET', path: '/trpc/tweets.create', status: 405, token },
  { name: 'a broken body', method: 'POST', path: '/api/tweets', body: '{', status: 400, token },
  {
    name: 'a broken body over tRPC',
    method: 'POST',
    path: '/trpc/likes.create',
    body: '{',
    status: 400,
    token,
  },
  {
    name: 'a body of another type',
    method: 'POST',
    path: '/api/tweets',
    body: 'x',
    headers: { 'content-type': 'text/html' },
    status: 415,
    token,
  },
  { name: 'an input that does not fit', method: 'POST', path: '/auth/login', body: {}, status: 400 },
])('$name says where the caller stands', async ({ method, path, status, ...request }) => {
  const answer = await server.request(method, path, request);
  expect(answer.status).toBe(status);
  const { limit, remaining, reset } = limitOf(answer);
  expect(limit).toBeGreaterThan(0);
  expect(remaining).toBeLessThan(limit);
  expect(reset).toBeGreaterThan(0);
  expect(reset).toBeLessThanOrEqual(60);
});

test('a streamed batch says so too, whose headers go before its answers', async () => {
  const { headers } = await fetch(`${server.url}/trpc/auth.me,auth.me?batch=1`, {
    headers: { 'trpc-accept': 'application/jsonl', authorization: `Bearer ${token}` },
  });
  expect(Number(headers.get('ratelimit-limit'))).toBeGreaterThan(0);
});

test('what is left goes down by one with each call, and by as many as there are in a batch', async () => {
  const { token } = await server.register('counts');
  const read = async (path: string) => limitOf(await server.request('GET', path, { token })).remaining;
  const before = await read('/auth/me');
  expect(await read('/trpc/auth.me')).toBe(before - 1);
  expect(await read(`/trpc/tweets.get?${input({ id: '1' })}`)).toBe(before - 2);
  expect(await read('/trpc/auth.me,auth.me,auth.me?batch=1')).toBe(before - 5);
});

test.each(['/healthz', '/readyz'])('%s is not limited', async (path) => {
  const { headers } = await server.request('GET', path);
  expect(headers.get('ratelimit-limit')).toBeNull();
});

test('one request too many is answered 429, and when to come back', async () => {
  const { token } = await server.register('posts');
  const post = (number: number) =>
    server.request('POST', '/api/tweets', { token, body: { text: `number ${number}` } });
  for (let number = 4; number >= 0; number--) {
    const answer = await post(number);
    expect([answer.status, limitOf(answer)]).toMatchObject([201, { limit: 5, remaining: number }]);
  }
  const refused = await post(6);
  expect(refused.status).toBe(429);
  expect(refused.body).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: expect.any(Number) });
  const { remaining, reset } = limitOf(refused);
  expect(remaining).toBe(0);
  expect(Number(refused.headers.get('retry-after'))).toBe(reset);
  expect(Math.ceil(refused.body.retryAfterMs / 1000)).toBe(reset);

  const overTrpc = await server.request('POST', '/trpc/tweets.create', { token, body: { text: 'seven' } });
  expect(overTrpc.status).toBe(429);
  expect(overTrpc.body.error.data).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: expect.any(Number) });
  expect(Number(overTrpc.headers.get('retry-after'))).toBeGreaterThan(0);

  await using socket = await openSocket(server.url, token);
  socket.send({ id: 1, method: 'mutation', params: { path: 'tweets.create', input: { text: 'eight' } } });
  expect(await socket.next({ id: 1 })).toMatchObject({
    error: { data: { code: 'RATE_LIMITED', httpStatus: 429, retryAfterMs: expect.any(Number) } },
  });
});

test('an address is not believed that any client can make up', async () => {
  const call = async (url: string, from: string) => {
    const response = await fetch(`${url}/auth/me`, { headers: { 'x-forwarded-for': from } });
    return Number(response.headers.get('ratelimit-remaining'));
  };
  const first = await call(server.url, '192.0.2.1');
  expect(await call(server.url, '192.0.2.2')).toBe(first - 1);

  const startBehind = (TRUST_PROXY: string) => startTestServer({ environment: { TRUST_PROXY }, settings });
  for (const trusted of ['1', '127.0.0.0/8']) {
    await using behindProxy = await startBehind(trusted);
    const next = await call(behindProxy.url, '192.0.2.1');
    expect(await call(behindProxy.url, '192.0.2.2')).toBe(next);
    expect(await call(behindProxy.url, '192.0.2.99, 192.0.2.1')).toBe(next - 1);
  }
  await using behindTwo = await startBehind('2');
  const next = await call(behindTwo.url, '192.0.2.1, 198.51.100.1');
  expect(await call(behindTwo.url, '192.0.2.99, 192.0.2.1, 198.51.100.2')).toBe(next - 1);
  await using behindAnother = await startBehind('10.0.0.0/8');
  const last = await call(behindAnother.url, '192.0.2.1');
  expect(await call(behindAnother.url, '192.0.2.2')).toBe(last - 1);
});

test('an account has so many streams open, over whatever transport', async () => {
  const { token } = await server.register('streams');
  const streams = [
    await openStream('/api/stream/home', token),
    await openStream(`/trpc/timelines.onHome?${input({})}`, token),
  ];
  expect(streams.map(({ headers }) => headers['ratelimit-limit'])).toEqual(['120', '120']);
  await using socket = await openSocket(server.url, token);
  const subscribe = (id: number) =>
    socket.send({ id, method: 'subscription', params: { path: 'timelines.onHome', input: {} } });
  subscribe(1);
  expect(await socket.next({ id: 1 })).toMatchObject({ error: { data: { code: 'TOO_MANY_SUBSCRIPTIONS' } } });
  const third = await server.request('GET', '/api/stream/home', { token });
  expect([third.status, third.body.code]).toEqual([429, 'TOO_MANY_SUBSCRIPTIONS']);

  for (const stream of streams) stream.destroy();
  const openOne = async (id: number) => {
    subscribe(id);
    return (await socket.next({ id })).result?.type;
  };
  let attempts = 1;
  await expect.poll(() => openOne(++attempts), { interval: 10 }).toBe('started');
  await expect.poll(() => openOne(++attempts), { interval: 10 }).toBe('started');
});

/** Not by fetch, which opens another connection for the one that it breaks off. */
async function openStream(path: string, token: string): Promise<IncomingMessage> {
  const request = get(server.url + path, { headers: { authorization: `Bearer ${token}` }, agent: false });
  const [response] = await once(request, 'response');
  return response;
}

function limitOf({ headers }: Answer) {
  const read = (name: string) => Number(headers.get(`ratelimit-${name}`) ?? Number.NaN);
  return { limit: read('limit'), remaining: read('remaining'), reset: read('reset') };
}

test('of a batch of 50 pages of 100 only so many are read at once, and the rest is told when to come again', async () => {
  const paths = Array.from({ length: 50 }, () => 'timelines.home').join();
  const inputs = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [index, { limit: 100 }]));
  const { status, headers, body } = await server.request('GET', `/trpc/${paths}?batch=1&${input(inputs)}`, {
    token,
  });
  expect([status, headers.get('retry-after')]).toEqual([207, '1']);
  const codes = body.map(
    ({ error }: { error?: { data: { code: string } } }) => error?.data.code ?? 'answered',
  );
  expect(Object.keys(Object.groupBy(codes, (code) => String(code))).sort()).toEqual([
    'RATE_LIMITED',
    'answered',
  ]);
  expect(codes.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 'answered'));
});

test('of a batch whose first call is one too many, all that count with it are refused alike, and the others are answered', async () => {
  const own = await server.register('grace');
  const search = { token: own.token };
  for (let left = 1; left > 0; )
    left = limitOf(await server.request('GET', '/api/search/users?q=ada', search)).remaining;
  const inputs = input({ 0: { q: 'ada' }, 2: { q: 'ada' } });
  const path = `/trpc/search.users,auth.me,search.tweets?batch=1&${inputs}`;
  const { status, headers, body } = await server.request('GET', path, search);
  expect([status, Number(headers.get('retry-after'))]).toEqual([207, expect.any(Number)]);
  const refused = { code: 'RATE_LIMITED', httpStatus: 429, retryAfterMs: expect.any(Number) };
  expect(body).toMatchObject([
    { error: { data: { ...refused, path: 'search.users' } } },
    { result: { data: { username: 'grace' } } },
    { error: { data: { ...refused, path: 'search.tweets' } } },
  ]);
});
