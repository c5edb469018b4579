import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  browserStorage,
  type ClientOptions,
  createClient,
  type DunlinError,
  type Fetch,
  memoryStorage,
  type Outcome,
  safe,
} from '../src/index.ts';
import { uploadMedia } from '../src/upload.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

const baseUrl = 'http://dunlin.example';

describe('at createClient', () => {
  test.each([
    'localhost:3000',
    'dunlin.example',
    '//dunlin.example',
    '/api',
    '',
    'ws://dunlin.example',
    'http://',
    'http://dunlin.example:99999',
    'https://ada:secret@dunlin.example',
  ])('an address that is none is refused: %j', (address) => {
    expect(() => createClient({ baseUrl: address })).toThrow(
      expect.objectContaining({
        code: 'INVALID_OPTIONS',
        message: expect.stringMatching(/^`baseUrl` of createClient must be .* http.*; it is "(?!.*secret)/),
      }),
    );
  });

  test.each([
    'http://localhost:3000',
    'http://[::1]:3000/',
    'https://dunlin.example/',
    'HTTPS://dunlin.example/community',
  ])('an address is taken: %s', (address) => {
    expect(() => createClient({ baseUrl: address })).not.toThrow();
  });

  test('a deadline that is none is refused', () => {
    expect(() => createClient({ baseUrl, timeoutMs: Number.NaN })).toThrow('`timeoutMs` of createClient');
  });

  test('a runtime without fetch is told, unless one is passed', () => {
    vi.stubGlobal('fetch', undefined);

    expect(() => createClient({ baseUrl })).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_RUNTIME', message: expect.stringContaining('no fetch') }),
    );
    expect(() => createClient({ baseUrl, fetch: answering({}) })).not.toThrow();
  });

  test('a runtime without WebSocket is told when no other transport may be used', () => {
    vi.stubGlobal('WebSocket', undefined);

    expect(() => createClient({ baseUrl, transport: 'websocket' })).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_RUNTIME' }),
    );
    expect(() => createClient({ baseUrl })).not.toThrow();
  });
});

describe('a runtime that lacks', () => {
  test('AbortSignal.any, Promise.withResolvers, crypto and WebSocket is enough for calls and streams', async () => {
    class OldPromise<Value> extends Promise<Value> {
      static override withResolvers = undefined as never;
    }
    vi.stubGlobal('Promise', OldPromise);
    vi.stubGlobal('AbortSignal', { abort: AbortSignal.abort });
    for (const name of ['crypto', 'WebSocket']) vi.stubGlobal(name, undefined);
    const keys: (string | null)[] = [];
    const client = createClient({
      baseUrl,
      async fetch(url, init) {
        keys.push(new Headers(init?.headers).get('idempotency-key'));
        if (!String(url).includes('onHome')) return Response.json({ result: { data: { id: '1' } } });
        const event = 'id: 1\ndata: {"type":"checkpoint"}\n\n';
        return new Response(event, { headers: { 'content-type': 'text/event-stream' } });
      },
    });
    const { signal } = new AbortController();

    for (const text of ['one', 'two'])
      expect(await client.tweets.create({ text }, { signal })).toEqual({ id: '1' });
    const events = client.timelines.onHome({}, { signal });

    expect((await events.next()).value).toEqual({ id: '1', type: 'checkpoint' });
    await events.return();
    expect(keys.slice(0, 2)).toEqual([expect.stringMatching(/^[\da-f]{32}$/), expect.any(String)]);
    expect(keys[0]).not.toBe(keys[1]);
  });

  test('FormData uploads in parts', async () => {
    vi.stubGlobal('FormData', undefined);
    const fetch = vi.fn<Fetch>(async () => new Response('', { status: 403 }));

    await safe(uploadMedia(createClient({ baseUrl, fetch }), new Blob(['x'])));

    expect(fetch.mock.calls[0]?.[0]).toBe(`${baseUrl}/api/uploads`);
  });

  test('a fetch that streams cannot follow over SSE, and says so', async () => {
    const headers = { 'content-type': 'text/event-stream' };
    const client = createClient({
      ...{ baseUrl, transport: 'sse' },
      fetch: async () => new Response(null, { headers }),
    });

    await expect(client.timelines.onHome().next()).rejects.toMatchObject({
      code: 'UNSUPPORTED_RUNTIME',
      message: expect.stringContaining('websocket'),
    });
  });
});

describe('what the app hands in', () => {
  test.each(['websocket', 'sse'] as const)(
    'is not blamed on the server when JSON cannot hold it: %s',
    async (transport) => {
      const client = createClient({ baseUrl, transport, fetch: answering({ result: { data: {} } }) });
      // `as`: what TypeScript forbids, JavaScript does.
      const input = { text: 1n } as never;

      const failures: Promise<Outcome<unknown>>[] = [
        safe(client.tweets.create(input)),
        safe(client.users.get(input)),
        safe(client.timelines.onHome(input).next()),
      ];

      for (const { error } of await Promise.all(failures))
        expect(error).toMatchObject({
          code: 'CLIENT_ERROR',
          message: expect.stringContaining('BigInt'),
          status: undefined,
        });
    },
  );

  test('is not taken for the network when no header can hold it, nor shown', async () => {
    const fetch = vi.fn<Fetch>();
    const storage = memoryStorage({ accessToken: 'secret\nsecret', refreshToken: 'r' });
    const client = createClient({ baseUrl, transport: 'sse', fetch, storage });
    const failures: Promise<Outcome<unknown>>[] = [
      safe(client.users.get({ id: '1' })),
      safe(client.tweets.create({ text: 'hi' })),
      safe(uploadMedia(client, new Blob(['x']))),
      safe(client.timelines.onHome().next()),
    ];

    for (const { error } of await Promise.all(failures))
      expect(error).toMatchObject({
        code: 'CLIENT_ERROR',
        message: expect.not.stringContaining('secret'),
      });
    expect(fetch).not.toHaveBeenCalled();
  });

  test('is named when its fetch is wrong', async () => {
    const client = createClient({
      baseUrl,
      fetch: () => {
        throw new ReferenceError('tracer is not defined');
      },
    });

    await expect(client.auth.me()).rejects.toMatchObject({
      code: 'CLIENT_ERROR',
      message: expect.stringContaining('tracer is not defined'),
    });
  });
});

test('a WebSocket of something else than a Dunlin server ends the stream with an error', async () => {
  class ForeignWebSocket extends EventTarget {
    constructor() {
      super();
      queueMicrotask(() => {
        this.dispatchEvent(new Event('open'));
        this.dispatchEvent(new MessageEvent('message', { data: '<html>' }));
      });
    }
    send() {}
    close() {}
  }
  const client = createClient({
    ...{ baseUrl, transport: 'websocket' },
    // `as`: of the events it needs no more.
    WebSocket: ForeignWebSocket as never,
  });

  await expect(client.timelines.onHome().next()).rejects.toMatchObject({ code: 'INVALID_RESPONSE' });
});

describe('a storage', () => {
  const tokens = { accessToken: 'access', refreshToken: 'refresh', expiresIn: 900, user: { id: '7' } };
  const signIn = (options: Partial<ClientOptions>) =>
    createClient({ baseUrl, fetch: answering({ result: { data: tokens } }), ...options });

  test.each([false, true])(
    'that is full loses nobody who is in memory; told asynchronously: %s',
    async (isAsync) => {
      const failures: DunlinError[] = [];
      const sent: (string | null)[] = [];
      const stored = memoryStorage({ accessToken: 'old', refreshToken: 'spent' });
      const full = () => {
        const error = new Error('QuotaExceededError');
        if (isAsync) return Promise.reject(error);
        throw error;
      };
      const client = signIn({
        storage: { ...stored, set: full },
        onStorageError: (error) => void failures.push(error),
        async fetch(_url, init) {
          sent.push(new Headers(init?.headers).get('authorization'));
          return Response.json({ result: { data: tokens } });
        },
      });

      await client.auth.login({ username: 'ada', password: 'p' });
      await client.tweets.create({ text: 'still here' });

      expect(sent).toEqual([null, 'Bearer access']);
      expect(failures).toMatchObject([
        { code: 'STORAGE_FAILED', message: expect.stringContaining('QuotaExceededError') },
      ]);
      expect(await stored.get()).toBeUndefined();

      await stored.set({ accessToken: 'of another tab', refreshToken: 'r' });
      await expect(client.auth.me()).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    },
  );

  test('that can do nothing at all keeps whoever signs in until the page is left', async () => {
    const forbidden = () => {
      throw new DOMException('denied', 'SecurityError');
    };
    const client = signIn({ storage: { get: forbidden, set: forbidden, remove: forbidden } });

    expect((await safe(client.auth.me())).error).toMatchObject({
      code: 'STORAGE_FAILED',
      message: expect.stringContaining('denied'),
    });
    await client.auth.login({ username: 'ada', password: 'p' });
    expect((await safe(client.tweets.create({ text: 'hello' }))).error).toBeUndefined();
    await client.auth.logout();
    expect((await safe(client.tweets.create({ text: 'as nobody' }))).error).toBeUndefined();
  });

  test.each(['{"accessToken":', '[]', '7', '{"refreshToken":"r"}', 'null'])(
    'of a browser that holds something else signs nobody in: %s',
    (text) => {
      vi.stubGlobal('localStorage', { getItem: () => text });

      expect(browserStorage().get()).toBeUndefined();
    },
  );

  test('whose locks are forbidden, as where the browser keeps nothing, still signs in', async () => {
    const request = () => Promise.reject(new DOMException('denied', 'SecurityError'));
    vi.stubGlobal('navigator', { locks: { request } });
    const client = signIn({ storage: { ...memoryStorage(), lockName: 'tabs' } });

    await client.auth.login({ username: 'ada', password: 'p' });

    expect((await safe(client.tweets.create({ text: 'hello' }))).error).toBeUndefined();
  });

  test('of a browser says so where there is none', async () => {
    vi.stubGlobal('localStorage', undefined);

    await expect(createClient({ baseUrl, storage: browserStorage() }).auth.me()).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
    });
  });
});

function answering(body: object): Fetch {
  return async () => Response.json(body);
}
