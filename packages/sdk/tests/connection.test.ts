import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  type ClientOptions,
  type ConnectionStatus,
  createClient,
  type DunlinError,
  type Fetch,
  safe,
} from '../src/index.ts';
import { signedInClient } from './signed-in-client.ts';
import { useTestServer } from './use-test-server.ts';

const { app, server } = await useTestServer();

const baseUrl = 'http://dunlin.example';
const never = { baseDelayMs: 1e9, maxDelayMs: 1e9 };

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test('the line is as good as what was heard last, and says since when', async () => {
  let answer: () => Promise<Response> = refuse;
  let clock = 1_000;
  const { client, states } = listen({ fetch: () => answer(), now: () => clock });
  const { connection } = client;
  expect(connection).toMatchObject({ state: 'unknown', since: 1_000, lastError: undefined });

  clock = 2_000;
  await safe(client.users.get({ id: '1' }));
  expect(connection).toMatchObject({
    state: 'unreachable',
    since: 2_000,
    lastError: { code: 'NETWORK_ERROR' },
  });
  const { lastError } = connection;

  clock = 3_000;
  answer = async () => Response.json([{ result: { data: {} } }]);
  await client.users.get({ id: '1' });
  expect(connection).toMatchObject({ state: 'online', since: 3_000 });
  expect(connection.lastError).toBe(lastError);

  clock = 4_000;
  await client.users.get({ id: '1' });
  expect(connection.since).toBe(3_000);
  expect(states).toEqual(['unreachable', 'online']);
});

test.each<[string, () => Promise<Response>, ConnectionStatus['state'], DunlinError['code']]>([
  ['an error of the server', refuseByName, 'online', 'USER_NOT_FOUND'],
  ['a portal that wants a password', async () => new Response('<html>'), 'unreachable', 'INVALID_RESPONSE'],
  ['a proxy without a server', async () => new Response('', { status: 502 }), 'unreachable', 'UNAVAILABLE'],
  [
    'a failure of this side',
    () => Promise.reject(new ReferenceError('no tracer')),
    'unknown',
    'CLIENT_ERROR',
  ],
])('%s', async (_, fetch, state, code) => {
  const { client } = listen({ fetch });

  await expect(client.users.get({ id: '1' })).rejects.toMatchObject({ code });

  expect(client.connection.state).toBe(state);
});

test.each(['websocket', 'sse'] as const)(
  'a stream over %s that breaks and goes on tells so',
  async (transport) => {
    const [alice] = await app.createUsers(`alice_${transport}`);
    const client = signedInClient(server, alice, { transport });
    const states: string[] = [];
    client.connection.onChange(({ state }) => void states.push(state));
    const events = client.timelines.onHome();
    await events.next();

    server.dropConnections();
    await events.next();

    expect(states).toEqual(['online', 'unreachable', 'online']);
    await events.return();
  },
);

describe('a device', () => {
  const device = Object.assign(new EventTarget(), { onLine: true });
  const listening = new Set<unknown>();
  beforeEach(() => {
    vi.stubGlobal('navigator', device);
    vi.stubGlobal('addEventListener', (type: string, listener: () => void) => {
      listening.add(listener);
      device.addEventListener(type, listener);
    });
    vi.stubGlobal('removeEventListener', (type: string, listener: () => void) => {
      listening.delete(listener);
      device.removeEventListener(type, listener);
    });
    device.onLine = true;
    listening.clear();
  });
  const go = (type: 'online' | 'offline') => {
    device.onLine = type === 'online';
    device.dispatchEvent(new Event(type));
  };

  test('that goes offline and comes back is told, and seen by who only asks', async () => {
    const { client, states, stop } = listen({ fetch: async () => Response.json([{ result: { data: {} } }]) });
    const { connection } = createClient({ baseUrl });

    go('offline');
    expect(connection.state).toBe('offline');
    go('online');
    expect(connection.state).toBe('unknown');
    await client.users.get({ id: '1' });
    stop();
    go('offline');

    expect(states).toEqual(['offline', 'unknown', 'online']);
    expect(listening.size).toBe(0);
  });

  test('that is offline at first is so at once, until something answers all the same', async () => {
    device.onLine = false;
    const { client } = listen({ fetch: async () => Response.json([{ result: { data: {} } }]) });
    expect(client.connection.state).toBe('offline');

    await client.users.get({ id: '1' });

    expect(client.connection.state).toBe('online');
  });

  test('that is offline is told as such when nothing answers, also after an answer that came late', async () => {
    let answer: () => Promise<Response> = async () => Response.json([{ result: { data: {} } }]);
    const { client, states } = listen({ fetch: () => answer() });
    go('offline');
    await client.users.get({ id: '1' });
    answer = refuse;
    await safe(client.users.get({ id: '1' }));
    expect(states).toEqual(['offline', 'online', 'offline']);
  });

  test('that comes back has streams and calls go on at once', async () => {
    const fetch = vi.fn<Fetch>(refuse);
    const { client } = listen({ fetch, retry: never });
    go('offline');
    const event = safe(client.timelines.onHome().next());
    const call = safe(client.tweets.create({ text: 'hello' }, { timeoutMs: 1e12 }));
    await vi.waitFor(() => expect(fetch).toHaveBeenCalledTimes(2));
    await vi.waitFor(() => expect(listening.size).toBe(3));

    fetch.mockImplementation(refuseByName);
    go('online');

    expect((await event).error).toMatchObject({ code: 'USER_NOT_FOUND' });
    expect((await call).error).toMatchObject({ code: 'USER_NOT_FOUND' });
    expect(listening.size).toBe(1);
  });

  test('that comes back goes no sooner than a server has asked', async () => {
    const fetch = vi.fn<Fetch>(
      async () => new Response('', { status: 503, headers: { 'retry-after': '10' } }),
    );
    const { client } = listen({ fetch, retry: { maxRetries: 1 } });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });

    const call = safe(client.tweets.create({ text: 'hello' }));
    await vi.waitFor(() => expect(fetch).toHaveBeenCalledOnce());
    go('offline');
    go('online');
    // Some milliseconds have gone by on the clock that is not stopped.
    await vi.advanceTimersByTimeAsync(9_000);
    expect(fetch).toHaveBeenCalledOnce();
    fetch.mockImplementation(refuseByName);
    await vi.advanceTimersByTimeAsync(1_300);

    expect((await call).error).toMatchObject({ code: 'USER_NOT_FOUND' });
  });
});

function listen(options: Partial<ClientOptions>) {
  const client = createClient({ baseUrl, transport: 'sse', retry: { maxRetries: 0 }, ...options });
  const states: string[] = [];
  const stop = client.connection.onChange(({ state }) => void states.push(state));
  return { client, states, stop };
}

function refuse(): Promise<Response> {
  return Promise.reject(new TypeError('fetch failed'));
}

/** As the server refuses, whose requests have names. */
async function refuseByName(): Promise<Response> {
  const data = { code: 'USER_NOT_FOUND', httpStatus: 404, requestId: 'r-1' };
  return Response.json({ error: { message: 'No such user.', data } }, { status: 404 });
}
