import { getEventListeners } from 'node:events';
import { createTRPCClient } from '@trpc/client';
import { describe, expect, test } from 'vitest';
import { createClient, DunlinError, type Fetch, memoryStorage, safe } from '../src/index.ts';
import { type AppRouter, dunlinLink } from '../src/trpc.ts';
import { signedInClient } from './signed-in-client.ts';
import { useTestServer } from './use-test-server.ts';

const { app, server } = await useTestServer();

describe('calls', () => {
  test('reads and writes answer what the API answers', async () => {
    const [alice] = await app.createUsers('alice');
    const client = signedInClient(server, alice);

    const tweet = await client.tweets.create({ text: 'hello' });

    expect(await client.tweets.get({ id: tweet.id })).toEqual(tweet);
    expect(await client.auth.me()).toMatchObject({ username: 'alice', email: 'alice@example.org' });
    expect(await client.tweets.delete({ id: tweet.id })).toBeUndefined();
  });

  test('reads of one moment share a request', async () => {
    const [bob] = await app.createUsers('bob');
    const client = signedInClient(server, bob);
    server.paths.length = 0;

    await Promise.all([client.auth.me(), client.timelines.home(), client.users.get({ id: bob.id })]);

    expect(server.paths).toEqual(['auth.me,timelines.home,users.get']);
  });

  test('a write with the same idempotency key happens once', async () => {
    const [carol] = await app.createUsers('carol');
    const client = signedInClient(server, carol);
    const idempotencyKey = 'carol-1';

    const first = await client.tweets.create({ text: 'once' }, { idempotencyKey });
    const second = await client.tweets.create({ text: 'once' }, { idempotencyKey });

    expect(second).toEqual(first);
    expect((await client.users.tweets({ id: carol.id })).items).toHaveLength(1);
  });

  test('a client without a session reads what is public', async () => {
    const [vic] = await app.createUsers('vic');
    const { id } = await app.as(vic).tweets.create({ text: 'For all' });
    const client = createClient({ baseUrl: server.url, storage: memoryStorage() });

    expect(await client.users.getByUsername({ username: 'vic' })).toMatchObject({ id: vic.id });
    expect((await client.users.tweets({ id: vic.id })).items).toMatchObject([{ id, text: 'For all' }]);
    expect((await client.tweets.thread({ id })).items).toHaveLength(1);
    await expect(client.timelines.home()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('a tRPC client over it signs in, retries and throws the same error as its cause', async () => {
    const [dora] = await app.createUsers('dora');
    const trpc = createTRPCClient<AppRouter>({ links: [dunlinLink(signedInClient(server, dora))] });

    expect(await trpc.auth.me.query()).toMatchObject({ username: 'dora' });
    await expect(trpc.tweets.get.query({ id: '1' })).rejects.toMatchObject({
      cause: { code: 'TWEET_NOT_FOUND' },
    });
  });
});

describe('errors', () => {
  test('an error carries its code, status, request id and the fields that are wrong', async () => {
    const [erin] = await app.createUsers('erin');

    const { error } = await safe(signedInClient(server, erin).tweets.create({ text: ' ' }));

    expect(error).toBeInstanceOf(DunlinError);
    expect(error).toMatchObject({ code: 'VALIDATION_FAILED', status: 400, issues: [{ path: 'text' }] });
    expect(error?.requestId).toMatch(/^[\da-f-]{36}$/);
  });

  test('a server that cannot be reached is a network error', async () => {
    const client = createClient({ baseUrl: 'http://127.0.0.1:1', retry: { maxRetries: 0 } });

    await expect(client.auth.me()).rejects.toMatchObject({ code: 'NETWORK_ERROR', status: undefined });
  });

  test('an answer from something else is told apart', async () => {
    const client = createClient({
      baseUrl: 'http://any',
      fetch: async () => new Response('<html>', { status: 404 }),
    });

    await expect(client.auth.me()).rejects.toMatchObject({ code: 'INVALID_RESPONSE', status: 404 });
  });

  test.each(['{"result":', '{}', '[]', 'null', '"hello"', '{"error":{}}'])(
    'so is JSON that no Dunlin server sends: %s',
    async (body) => {
      const headers = { 'content-type': 'application/json' };
      const client = createClient({
        baseUrl: 'http://any',
        fetch: async () => new Response(body, { headers }),
      });

      await expect(client.auth.me()).rejects.toMatchObject({ code: 'INVALID_RESPONSE' });
      await expect(client.auth.logout()).rejects.toMatchObject({ code: 'INVALID_RESPONSE' });
    },
  );

  test('a problem document of the server around the API keeps its code', async () => {
    const problem = {
      type: 'about:blank',
      status: 413,
      code: 'PAYLOAD_TOO_LARGE',
      detail: 'Too large.',
      requestId: 'r1',
    };
    const headers = { 'content-type': 'application/problem+json' };
    const fetch: Fetch = async () => new Response(JSON.stringify(problem), { status: 413, headers });
    const client = createClient({ baseUrl: 'http://any', fetch });

    await expect(client.auth.logout()).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
      message: 'Too large.',
      status: 413,
      requestId: 'r1',
    });
  });
});

describe('aborting', () => {
  test('an aborted read fails at once, the others in its request do not', async () => {
    const [frank] = await app.createUsers('frank');
    const sent = Promise.withResolvers<void>();
    const reachable = Promise.withResolvers<void>();
    const client = signedInClient(server, frank, {
      fetch: async (...request) => {
        sent.resolve();
        await reachable.promise;
        return fetch(...request);
      },
    });
    const controller = new AbortController();

    const aborted = safe(client.timelines.home({}, { signal: controller.signal }));
    const other = client.auth.me();
    await sent.promise;
    controller.abort();

    expect((await aborted).error?.code).toBe('ABORTED');
    reachable.resolve();
    expect(await other).toMatchObject({ username: 'frank' });
  });

  test('a call that waits for its token can be aborted', async () => {
    const asked = Promise.withResolvers<void>();
    const get = () => {
      asked.resolve();
      return new Promise<undefined>(() => {});
    };
    const client = createClient({ baseUrl: server.url, storage: { ...memoryStorage(), get } });
    const controller = new AbortController();

    const call = safe(client.auth.me(undefined, { signal: controller.signal }));
    await asked.promise;
    controller.abort();

    expect((await call).error?.code).toBe('ABORTED');
  });

  test('a call with an aborted signal is not sent', async () => {
    const client = createClient({ baseUrl: server.url });
    server.paths.length = 0;

    const [aborted] = await Promise.all([
      safe(client.auth.me(undefined, { signal: AbortSignal.abort() })),
      safe(client.users.get({ id: '1' })),
    ]);

    expect(aborted.error?.code).toBe('ABORTED');
    expect(server.paths).toEqual(['users.get']);
  });

  test('nothing listens to the signal once the call is over', async () => {
    const { signal } = new AbortController();

    await safe(createClient({ baseUrl: server.url }).auth.me(undefined, { signal }));

    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe('retries', () => {
  test('with every third request or answer lost, each tweet is posted once', async () => {
    const [grace] = await app.createUsers('grace');
    const client = signedInClient(server, grace, {
      fetch: losing(0.3),
      retry: { maxRetries: 20, baseDelayMs: 2 },
    });
    const texts = Array.from({ length: 60 }, (_, index) => `tweet ${index}`);

    await Promise.all(texts.map((text) => client.tweets.create({ text })));

    const posted = await Array.fromAsync(client.users.tweets.items({ id: grace.id }), ({ text }) => text);
    expect(posted.toSorted()).toEqual(texts.toSorted());
  });

  test('the wait that a server asks for is kept', async () => {
    const startedAt = performance.now();
    const [heidi] = await app.createUsers('heidi');
    const fetch = answeringFirst(() => new Response('', { status: 429, headers: { 'retry-after': '1' } }));

    await signedInClient(server, heidi, { fetch }).auth.me();

    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(999);
  });

  test.each([
    [502, {}],
    [503, { error: { code: 503, message: 'no healthy upstream' } }],
    [429, { error: 'Too Many Requests' }],
    [429, { code: 'rate_limited' }],
  ])('JSON of a proxy with status %i is retried: %j', async (status, body) => {
    const unavailable = () => Response.json(body, { status });
    const client = createClient({
      baseUrl: server.url,
      fetch: answeringFirst(unavailable),
      retry: { baseDelayMs: 4 },
    });
    const unlucky = createClient({
      baseUrl: server.url,
      fetch: async () => unavailable(),
      retry: { maxRetries: 0 },
    });

    await expect(client.users.get({ id: '1' })).rejects.toMatchObject({ code: 'USER_NOT_FOUND' });
    await expect(unlucky.users.get({ id: '1' })).rejects.toMatchObject({ code: 'UNAVAILABLE', status });
  });

  test('a longer wait than the client accepts fails at once and says how long', async () => {
    const [ivan] = await app.createUsers('ivan');
    const fetch = answeringFirst(() => new Response('', { status: 503, headers: { 'retry-after': '3600' } }));

    await expect(signedInClient(server, ivan, { fetch }).auth.me()).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      retryAfterMs: 3_600_000,
    });
  });

  test('a limit is waited for when the wait is short, and otherwise told', async () => {
    const [kim] = await app.createUsers('kim');
    const limited = (retryAfterMs: number) => () =>
      Response.json(
        { error: { message: 'Too many.', data: { code: 'RATE_LIMITED', httpStatus: 429, retryAfterMs } } },
        { status: 429 },
      );
    const patient = signedInClient(server, kim, { fetch: answeringFirst(limited(20)) });
    const told = signedInClient(server, kim, { fetch: answeringFirst(limited(900_000)) });

    expect(await patient.tweets.create({ text: 'late' })).toMatchObject({ text: 'late' });
    await expect(told.tweets.create({ text: 'never' })).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      status: 429,
      retryAfterMs: 900_000,
    });
    expect((await told.users.tweets({ id: kim.id })).items.map(({ text }) => text)).toEqual(['late']);
  });

  test('an error of the caller is not repeated', async () => {
    const [judy] = await app.createUsers('judy');
    server.paths.length = 0;

    await safe(signedInClient(server, judy).tweets.get({ id: '1' }));

    expect(server.paths).toEqual(['tweets.get']);
  });
});

/** Loses a share of the requests, half of them before they reach the server and half after. */
function losing(share: number): Fetch {
  return async (...request) => {
    const fate = Math.random();
    if (fate < share / 2) throw new TypeError('the request was lost');
    const response = await fetch(...request);
    if (fate < share) throw new TypeError('the answer was lost');
    return response;
  };
}

function answeringFirst(answer: () => Response): Fetch {
  let isFirst = true;
  return async (...request) => {
    if (!isFirst) return fetch(...request);
    isFirst = false;
    return answer();
  };
}
