import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createLogger } from '../src/observability/logger.ts';
import { type Account, startTestServer } from './test-server.ts';
import { openSocket, type TestSocket } from './test-socket.ts';

const log: string[] = [];
const server = await startTestServer({
  logger: createLogger('info', { write: (line) => log.push(JSON.parse(line).msg) }),
  settings: { maxStreamsPerViewer: 3, maxSocketsPerViewer: 4 },
  liveLimits: { maxUnsentBytes: 10_000, checkUnsentMs: 50 },
});
/** Has no patience, which a busy machine would need. */
const hasty = await startTestServer({ liveLimits: { authenticateMs: 100, closeGraceMs: 100 } });
afterAll(async () => {
  await hasty[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

test('a dropped subscription goes on where it ended', async () => {
  const ada = await server.register('ada');
  let lastEventId: string;
  {
    await using live = await openSocket(server.url, ada.token);
    subscribe(live, { id: 1 });
    const { result } = await nextEvent(live, 'checkpoint');
    lastEventId = result.data.id;
  }
  const ids = [await post(ada, 'one'), await post(ada, 'two')];
  await using live = await openSocket(server.url, ada.token);
  subscribe(live, { id: 1, lastEventId });
  const events = [await nextEvent(live, 'tweet'), await nextEvent(live, 'tweet')];
  expect(events.map(({ result }) => result.data.data.tweet.id)).toEqual(ids);
  const third = await post(ada, 'three');
  expect((await nextEvent(live, 'tweet')).result.data.data.tweet.id).toBe(third);
});

test('a message may begin with a byte order mark', async () => {
  const { token } = await server.register('marked_socket');
  await using socket = await openSocket(server.url, token);
  socket.socket.send(`\ufeff${JSON.stringify({ id: 1, method: 'query', params: { path: 'auth.me' } })}`);
  expect(await socket.next({ id: 1 })).toMatchObject({ result: { data: { username: 'marked_socket' } } });
});

test('queries and mutations are served too', async () => {
  const ada = await server.register('caller');
  await using live = await openSocket(server.url, ada.token);
  live.send({ id: 1, method: 'mutation', params: { path: 'tweets.create', input: { text: 'hi' } } });
  expect(await live.next({ id: 1 })).toMatchObject({ result: { data: { text: 'hi' } } });
  live.send({ id: 2, method: 'query', params: { path: 'tweets.get', input: { id: '1' } } });
  expect(await live.next({ id: 2 })).toMatchObject({
    error: { data: { code: 'TWEET_NOT_FOUND', requestId: expect.stringMatching(/.+/) } },
  });
});

test('a socket has so many subscriptions at once, and what ended or failed does not count', async () => {
  const { token } = await server.register('greedy');
  await using live = await openSocket(server.url, token);
  for (const id of [1, 2, 3, 4]) {
    live.send({ id, method: 'subscription', params: { path: 'tweets.onThread', input: { id: 'none' } } });
    expect(await live.next({ id })).toMatchObject({ error: { data: { code: 'VALIDATION_FAILED' } } });
  }
  for (const id of [1, 2, 3]) {
    subscribe(live, { id });
    await live.next({ id });
  }
  subscribe(live, { id: 4 });
  expect(await live.next({ id: 4 })).toMatchObject({ error: { data: { code: 'TOO_MANY_SUBSCRIPTIONS' } } });
  live.send({ id: 1, method: 'subscription.stop' });
  await live.next({ id: 1, result: { type: 'stopped' } });
  subscribe(live, { id: 5 });
  expect(await live.next({ id: 5 })).toMatchObject({ result: { type: 'started' } });
});

test.each([
  { name: 'no connection parameters', token: undefined },
  { name: 'a token that is not valid', token: 'nonsense' },
])('a socket that sends $name is closed in time', async ({ token }) => {
  await using live = await openSocket(hasty.url, token);
  expect(await live.closed).toEqual({ code: 4401, reason: 'UNAUTHENTICATED' });
});

test('one that does not answer that it is closed is cut', async () => {
  const { hostname, port } = new URL(hasty.url);
  const silent = connect(Number(port), hostname);
  const upgrade = { upgrade: 'websocket', connection: 'Upgrade', 'sec-websocket-version': '13' };
  const headers = { host: hostname, ...upgrade, 'sec-websocket-key': randomBytes(16).toString('base64') };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  silent.write(`GET /trpc?connectionParams=1 HTTP/1.1\r\n${lines.join('')}\r\n`);
  let isCut = false;
  silent.resume().once('close', () => {
    isCut = true;
  });
  await expect.poll(() => isCut, { timeout: 20_000 }).toBe(true);
});

test('the end of the session ends its subscriptions, and then the socket', async () => {
  const { token } = await server.register('passer_by');
  await using live = await openSocket(server.url, token);
  subscribe(live, { id: 1 });
  await nextEvent(live, 'checkpoint');
  await server.request('POST', '/auth/logout', { token });
  expect(await live.next({ id: 1 })).toMatchObject({ error: { data: { code: 'SESSION_ENDED' } } });
  expect(await live.closed).toEqual({ code: 4401, reason: 'SESSION_ENDED' });
});

test('a client that leaves before it is known takes no place', async () => {
  const { token } = await server.register('hasty_leaver');
  for (let count = 0; count < 20; count++) {
    const live = await openSocket(server.url, token);
    await live[Symbol.asyncDispose]();
  }
  // All at once: none of the four places is taken for good.
  const isServed = async () => {
    await using stack = new AsyncDisposableStack();
    const sockets = await Promise.all([1, 2, 3, 4].map(() => openSocket(server.url, token)));
    for (const live of sockets) {
      stack.use(live);
      live.send({ id: 1, method: 'query', params: { path: 'auth.me' } });
    }
    const answers = await Promise.all(sockets.map((live) => live.next({ id: 1 }).catch(() => undefined)));
    return answers.every((answer) => answer?.result?.data.username === 'hasty_leaver');
  };
  await expect.poll(isServed).toBe(true);
});

test('an account has so many sockets, and one more when one has closed', async () => {
  const { token } = await server.register('many_tabs');
  const open = async () => {
    const live = await openSocket(server.url, token);
    live.send({ id: 1, method: 'query', params: { path: 'auth.me' } });
    await live.next({ id: 1 });
    return live;
  };
  await using stack = new AsyncDisposableStack();
  const first = await open();
  for (let count = 1; count < 4; count++) stack.use(await open());
  const refused = stack.use(await openSocket(server.url, token));
  expect(await refused.next({ id: null })).toMatchObject({
    error: { data: { code: 'TOO_MANY_SUBSCRIPTIONS' } },
  });
  expect(await refused.closed).toEqual({ code: 4429, reason: 'TOO_MANY_SOCKETS' });
  await first[Symbol.asyncDispose]();
  await expect
    .poll(async () => {
      const next = stack.use(await openSocket(server.url, token));
      next.send({ id: 1, method: 'query', params: { path: 'auth.me' } });
      return next.next({ id: 1 }).then(
        () => 'served',
        () => 'closed',
      );
    })
    .toBe('served');
});

test('an address has so many sockets that have not said whose they are, and one more when one has', async () => {
  await using narrow = await startTestServer({ settings: { maxUnknownSocketsPerAddress: 2 } });
  const { token } = await narrow.register('ada');
  await using first = await openSocket(narrow.url);
  await using _second = await openSocket(narrow.url);
  expect(await refusalBy(narrow.url)).toEqual({ status: 429, retryAfter: '1', code: 'RATE_LIMITED' });
  first.send({ method: 'connectionParams', data: { authorization: `Bearer ${token}` } });
  first.send({ id: 1, method: 'query', params: { path: 'auth.me' } });
  expect(await first.next({ id: 1 })).toMatchObject({ result: { data: { username: 'ada' } } });
  await using _third = await openSocket(narrow.url);
  expect(await refusalBy(narrow.url)).toMatchObject({ status: 429 });
});

/** How a server answers that does not let a socket in. */
async function refusalBy(url: string) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/trpc`).once('error', () => {});
  const [, answer] = await once(socket, 'unexpected-response');
  const { code } = JSON.parse(await text(answer));
  socket.terminate();
  return { status: answer.statusCode, retryAfter: answer.headers['retry-after'], code };
}

test('a call without a valid token is answered as such', async () => {
  await using live = await openSocket(server.url, 'nonsense');
  subscribe(live, { id: 1 });
  expect(await live.next({ id: 1 })).toMatchObject({ error: { data: { code: 'UNAUTHENTICATED' } } });
});

test('a message beyond its bound closes the socket', async () => {
  const { token } = await server.register('big');
  await using live = await openSocket(server.url, token);
  live.send({ id: 1, method: 'query', params: { path: 'auth.me', input: 'x'.repeat(70_000) } });
  expect((await live.closed).code).toBe(1009);
});

describe('a message that cannot be read is told what is wrong with it, and in which request', () => {
  const invalid = (path: string, message: unknown) => ({
    code: 'VALIDATION_FAILED',
    issues: [{ path, message }],
  });
  test.each([
    ['nonsense', { code: 'MALFORMED_JSON' }],
    ['[', { code: 'MALFORMED_JSON' }],
    ['1', invalid('', expect.any(String))],
    ['{}', invalid('method', expect.stringMatching(/^must have a method: query, /))],
    ['{"id":1}', invalid('method', expect.stringMatching(/^must have a method: query, /))],
    ['{"id":{},"method":"query","params":{"path":"auth.me"}}', invalid('id', 'must be a text or a number')],
    ['{"id":null,"method":"query","params":{"path":"auth.me"}}', invalid('id', 'must be a text or a number')],
    ['{"id":1,"method":"query","params":{"path":1}}', invalid('params.path', expect.any(String))],
    ['[{"id":1,"method":"query"}]', invalid('params', expect.any(String))],
  ])('%s', async (message, data) => {
    const { token } = await server.register(`odd_${randomUUID().slice(0, 8)}`);
    await using live = await openSocket(server.url, token);
    live.socket.send(message);
    const { id, error } = await live.next({});
    expect(id).toBe(/"id":1\b/.test(message) ? 1 : null);
    expect(error.data).toMatchObject({ ...data, httpStatus: 400, requestId: expect.stringMatching(/./) });
    live.send({ id: 2, method: 'query', params: { path: 'auth.me' } });
    expect(await live.next({ id: 2 })).toMatchObject({ result: { type: 'data' } });
  });

  test('in a binary frame', async () => {
    const { token } = await server.register('binary');
    await using live = await openSocket(server.url, token);
    live.socket.send(Buffer.from('{"id":1,"method":"query","params":{"path":"auth.me"}}'));
    const { error } = await live.next({ id: null });
    expect(error).toMatchObject({ code: -32600, data: invalid('', 'must be text') });
    live.send({ id: 2, method: 'query', params: { path: 'auth.me' } });
    expect(await live.next({ id: 2 })).toMatchObject({ result: { type: 'data' } });
  });

  test.each(['nonsense', '{"method":"connectionParams","data":1}'])('as the first: %s', async (message) => {
    await using live = await openSocket(server.url);
    live.socket.send(message);
    expect((await live.next({})).error.data.requestId).toMatch(/./);
    await live.closed;
  });

  test.each([
    [
      '{"id":1,"method":"query","params":{"path":"auth.me"}}',
      invalid('method', expect.stringMatching(/come first/)),
    ],
    ['{"method":"connectionParams","data":["Bearer"]}', invalid('data', expect.any(String))],
    [
      '{"method":"connectionParams","data":{"authorization":1}}',
      invalid('data.authorization', expect.any(String)),
    ],
  ])('as the first, where parameters are to come: %s', async (message, data) => {
    await using live = await openSocket(server.url);
    live.socket.send(message);
    expect((await live.next({})).error.data).toMatchObject({
      ...data,
      requestId: expect.stringMatching(/./),
    });
    await live.closed;
  });

  test('of more than 50 calls in one message each is told so', async () => {
    const { token } = await server.register('many_calls');
    await using live = await openSocket(server.url, token);
    live.send(Array.from({ length: 60 }, (_, id) => ({ id, method: 'query', params: { path: 'auth.me' } })));
    for (const id of [0, 59])
      expect((await live.next({ id })).error.data).toMatchObject({
        ...invalid('', 'A batch has at most 50 calls.'),
        requestId: expect.stringMatching(/./),
      });
  });
});

test('a socket that does not read what it asked for is closed', async () => {
  const ada = await server.register('slow');
  for (let i = 0; i < 20; i++) await post(ada, `${i} ${'x'.repeat(270)}`);
  await using live = await openSocket(server.url, ada.token);
  live.send({ id: 0, method: 'query', params: { path: 'auth.me' } });
  await live.next({ id: 0 });
  live.socket.pause();
  for (let id = 1; id <= 1_000; id++)
    live.send({ id, method: 'query', params: { path: 'timelines.home', input: {} } });
  const isClosed = () => log.includes('A WebSocket is read too slowly; closing it');
  await expect.poll(isClosed, { interval: 20 }).toBe(true);
  live.socket.resume();
  await live.closed;
});

function subscribe(live: TestSocket, { id, lastEventId }: { id: number; lastEventId?: string }): void {
  const input = lastEventId === undefined ? {} : { lastEventId };
  live.send({ id, method: 'subscription', params: { path: 'timelines.onHome', input } });
}

async function nextEvent(live: TestSocket, type: string) {
  for (;;) {
    const message = await live.next({ id: 1 });
    if (message.error) throw new Error(message.error.message);
    if (message.result.data?.data.type === type) return message;
  }
}

async function post({ token }: Account, text: string): Promise<string> {
  return (await server.request('POST', '/api/tweets', { token, body: { text } })).body.id;
}
