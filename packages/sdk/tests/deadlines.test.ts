import { afterEach, expect, test, vi } from 'vitest';
import { createClient, type DunlinClient, type Fetch, memoryStorage, safe } from '../src/index.ts';
import { uploadMedia, waitUntilReady } from '../src/upload.ts';

/** Answers nothing until it is aborted. */
const silent: Fetch = (_url, init) =>
  new Promise((_resolve, reject) =>
    init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)),
  );
const unavailable: Fetch = async () => new Response('', { status: 503 });

test('a call has one deadline over all its attempts', async () => {
  const startedAt = performance.now();
  const retry = { maxRetries: 1_000, baseDelayMs: 2 };
  const client = createClient({ baseUrl: 'http://any', fetch: unavailable, timeoutMs: 200, retry });

  await expect(client.tweets.create({ text: 'late' })).rejects.toMatchObject({ code: 'UNAVAILABLE' });

  expect(performance.now() - startedAt).toBeLessThan(3_400);
});

test.each<[string, (client: DunlinClient) => Promise<unknown>]>([
  ['a call', ({ auth }) => auth.me({}, { timeoutMs: 0 })],
  ['a wait', (client) => waitUntilReady(client, { id: '1' }, { timeoutMs: 0 })],
])('%s with a deadline that is none leaves no failure of the storage unhandled', async (_what, call) => {
  const storage = { get: () => Promise.reject(new Error('denied')), set() {}, remove() {} };

  await expect(call(createClient({ baseUrl: 'http://any', storage }))).rejects.toMatchObject({
    code: 'CLIENT_ERROR',
  });
});

test.each([Number.NaN, 0, -1])('a deadline that is none is told: %d', async (timeoutMs) => {
  const client = createClient({ baseUrl: 'http://any', fetch: silent });

  await expect(client.auth.me({}, { timeoutMs })).rejects.toMatchObject({
    code: 'CLIENT_ERROR',
    message: expect.stringContaining(`timeoutMs must be a number above 0; it is ${timeoutMs}.`),
  });
});

test('a call without an answer times out, and says what its attempts failed with', async () => {
  let isFirst = true;
  const fetch: Fetch = (...request) => {
    if (!isFirst) return silent(...request);
    isFirst = false;
    return unavailable(...request);
  };
  const client = createClient({ baseUrl: 'http://any', fetch, timeoutMs: 50, retry: { baseDelayMs: 1 } });

  await expect(client.auth.me()).rejects.toMatchObject({
    code: 'TIMEOUT',
    cause: { code: 'UNAVAILABLE' },
  });
});

afterEach(() => {
  vi.useRealTimers();
});

test.each(['tweets.create', 'users.get'])('a line that stalls is left for another: %s', async (path) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  let attempts = 0;
  const result = { data: { id: '1' } };
  const fetch: Fetch = async (...request) => {
    if (++attempts < 3) return silent(...request);
    return Response.json(path === 'users.get' ? [{ result }] : { result });
  };
  const client = createClient({ baseUrl: 'http://any', fetch });

  const answer = path === 'users.get' ? client.users.get({ id: '1' }) : client.tweets.create({ text: 'hi' });
  await vi.advanceTimersByTimeAsync(20_000);

  expect(await answer).toEqual({ id: '1' });
  expect(attempts).toBe(3);
});

test('a call that may not be repeated has all its time for its one attempt', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const client = createClient({ baseUrl: 'http://any', fetch: silent, retry: { maxRetries: 0 } });

  const outcome = safe(client.users.get({ id: '1' }));
  await vi.advanceTimersByTimeAsync(30_000);

  expect((await outcome).error).toMatchObject({ code: 'TIMEOUT', message: 'No answer within 30000 ms.' });
});

test('a refresh that is not answered holds up no call while the old token does', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const fetch: Fetch = async (url, init) =>
    String(url).endsWith('auth.refresh')
      ? silent(url, init)
      : Response.json([{ result: { data: { id: '1' } } }]);
  const storage = memoryStorage({ accessToken: 'old', refreshToken: 'r1', refreshAt: 1 });
  const client = createClient({ baseUrl: 'http://any', fetch, storage });

  const answer = client.auth.me();
  await vi.advanceTimersByTimeAsync(3_000);

  expect(await answer).toEqual({ id: '1' });
});

test('a call may have a deadline of its own, which none of the others in its request keeps', async () => {
  const answers = Promise.withResolvers<Response>();
  const client = createClient({ baseUrl: 'http://any', fetch: () => answers.promise });

  const [short, long] = [client.users.get({ id: '1' }, { timeoutMs: 20 }), client.users.get({ id: '2' })];

  await expect(short).rejects.toMatchObject({ code: 'TIMEOUT' });
  answers.resolve(Response.json([{ result: { data: { id: '1' } } }, { result: { data: { id: '2' } } }]));
  expect(await long).toEqual({ id: '2' });
});

test('a wait that would outlast the deadline is not begun', async () => {
  const fetch: Fetch = async () => new Response('', { status: 503, headers: { 'retry-after': '10' } });
  const client = createClient({ baseUrl: 'http://any', fetch, timeoutMs: 5_000 });

  await expect(client.auth.me()).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfterMs: 10_000 });
});

test('a file is uploaded until its own deadline', async () => {
  const client = createClient({ baseUrl: 'http://any', fetch: silent, timeoutMs: 1 });

  await expect(uploadMedia(client, new Blob(['picture']), { timeoutMs: 20 })).rejects.toMatchObject({
    code: 'TIMEOUT',
    message: 'No answer within 20 ms.',
  });
});

test('a stream outlasts a refresh that is not answered in time', async () => {
  let refreshes = 0;
  const fetch: Fetch = async (url, init) => {
    const authorization = new Headers(init?.headers).get('authorization');
    if (String(url).endsWith('auth.refresh')) {
      if (++refreshes === 1) return silent(url, init);
      const tokens = { accessToken: 'new', refreshToken: 'r2', expiresIn: 900, user: { id: '7' } };
      return Response.json({ result: { data: tokens } });
    }
    if (authorization === 'Bearer new') {
      const event = 'id: 1\ndata: {"type":"checkpoint"}\n\n';
      return new Response(event, { headers: { 'content-type': 'text/event-stream' } });
    }
    const data = { code: 'TOKEN_EXPIRED', httpStatus: 401 };
    return Response.json({ error: { message: 'expired', data } }, { status: 401 });
  };
  const client = createClient({
    ...{ baseUrl: 'http://any', transport: 'sse', fetch, timeoutMs: 20, retry: { baseDelayMs: 1 } },
    storage: memoryStorage({ accessToken: 'old', refreshToken: 'r1' }),
  });
  const events = client.timelines.onHome();

  expect((await events.next()).value).toEqual({ id: '1', type: 'checkpoint' });

  expect(refreshes).toBe(2);
  await events.return();
});
