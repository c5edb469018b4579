import { afterEach, expect, test, vi } from 'vitest';
import { createAccounts } from '../examples/accounts.ts';
import {
  type ClientOptions,
  createClient,
  type DunlinClient,
  type Fetch,
  memoryStorage,
  type SessionChange,
  safe,
  type TokenStorage,
} from '../src/index.ts';

const baseUrl = 'http://dunlin.example';

afterEach(() => {
  vi.unstubAllGlobals();
});

test('who is signed in is known at once from a storage that answers at once', () => {
  const tokens = { accessToken: 'a', refreshToken: 'r', userId: '7', sessionId: 's' };
  const fetch = vi.fn<Fetch>();

  const { session } = createClient({ baseUrl, fetch, storage: memoryStorage(tokens) });

  expect(session.current).toEqual({ userId: '7', sessionId: 's' });
  expect(session.current).toBe(session.current);
  expect(createClient({ baseUrl, fetch }).session.current).toBeUndefined();
  expect(fetch).not.toHaveBeenCalled();
});

test('and is told when one that answers later has answered', async () => {
  const stored = memoryStorage({ accessToken: 'a', refreshToken: 'r', userId: '7' });
  const { client, changes } = listen({ storage: { ...stored, get: async () => stored.get() } });

  expect(client.session.current).toBeUndefined();
  await vi.waitFor(() => expect(changes).toMatchObject([{ type: 'signedIn', session: { userId: '7' } }]));

  expect(client.session.current).toBe(changes[0]?.type === 'signedIn' && changes[0].session);
});

test('a sign-in, a refresh, another account and a sign-out are told in their order', async () => {
  const { client, changes } = listen();

  await client.auth.login({ username: 'ada', password: 'p' });
  const ada = client.session.current;
  const { refreshToken } = (await client.auth.login({ username: 'ada', password: 'p' })) as {
    refreshToken: string;
  };
  await client.auth.refresh({ refreshToken });
  expect(client.session.current).toBe(ada);
  await client.auth.login({ username: 'bob', password: 'p' });
  const bob = client.session.current;
  await client.auth.logout();

  expect(changes).toEqual([
    { type: 'signedIn', session: ada },
    { type: 'refreshed', session: ada },
    { type: 'refreshed', session: ada },
    { type: 'switched', session: bob, previous: ada },
    { type: 'signedOut', previous: bob },
  ]);
  expect(ada).toEqual({ userId: 'ada', sessionId: expect.any(String) });
  expect(client.session.current).toBeUndefined();
});

test('other tabs are told of the same', async () => {
  const storage = memoryStorage();
  const { client } = listen({ storage });
  const other = listen({ storage });

  await client.auth.login({ username: 'ada', password: 'p' });
  await client.auth.login({ username: 'bob', password: 'p' });
  await client.auth.logout();

  await vi.waitFor(() =>
    expect(other.changes).toMatchObject([
      { type: 'signedIn', session: { userId: 'ada' } },
      { type: 'switched', session: { userId: 'bob' }, previous: { userId: 'ada' } },
      { type: 'signedOut', previous: { userId: 'bob' } },
    ]),
  );
});

test.each([
  ['SESSION_ENDED', 'INVALID_REFRESH_TOKEN', 'revoked'],
  ['TOKEN_EXPIRED', 'INVALID_REFRESH_TOKEN', 'expired'],
  ['TOKEN_EXPIRED', 'REFRESH_TOKEN_REUSED', 'reused'],
])('an end says why: %s and then %s is %s', async (rejection, refusal, reason) => {
  const { client, changes } = listen({
    storage: memoryStorage({ accessToken: 'a', refreshToken: 'r', userId: 'ada' }),
    fetch: async (url) => refuse(String(url).endsWith('auth.refresh') ? refusal : rejection),
  });

  const { error } = await safe(client.auth.me());

  expect(changes).toEqual([{ type: 'ended', reason, error, previous: { userId: 'ada' } }]);
  expect(error).toMatchObject({ code: 'SESSION_ENDED', cause: { code: refusal } });
});

test('tokens that cannot be refreshed are rejected as they are, and end no session', async () => {
  const storage = memoryStorage({ accessToken: 'a', refreshAt: 1 });
  const fetch = vi.fn<Fetch>(async () => refuse('TOKEN_EXPIRED'));
  const { client, changes } = listen({ storage, fetch });

  for (const call of [client.tweets.create({ text: 'hi' }), client.timelines.onHome().next()])
    await expect(call).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' });

  expect(fetch).toHaveBeenCalledTimes(2);
  expect(changes).toEqual([]);
  expect(await storage.get()).toBeDefined();
});

test('who has stopped listening hears nothing more, and leaves nothing behind', async () => {
  const subscribed = new Set<() => void>();
  const { subscribe: _, ...stored } = memoryStorage();
  const storage: TokenStorage = {
    ...stored,
    subscribe(listener) {
      subscribed.add(listener);
      return () => void subscribed.delete(listener);
    },
  };
  const { client, changes, stop } = listen({ storage });

  stop();
  await client.auth.login({ username: 'ada', password: 'p' });

  expect(changes).toEqual([]);
  expect(subscribed.size).toBe(0);
});

test('accounts side by side know nothing of each other', async () => {
  const values = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => values.set(key, value),
    removeItem: (key: string) => values.delete(key),
  });
  vi.stubGlobal('fetch', signIn);
  const accounts = createAccounts(baseUrl);
  const changes: string[] = [];
  for (const name of ['home', 'work'])
    accounts(name).session.onChange(({ type }) => void changes.push(`${name} ${type}`));

  await accounts('home').auth.login({ username: 'ada', password: 'p' });
  await accounts('work').auth.login({ username: 'bob', password: 'p' });
  await accounts('home').auth.logout();

  expect(changes).toEqual(['home signedIn', 'work signedIn', 'home signedOut']);
  expect(accounts('work').session.current).toMatchObject({ userId: 'bob' });
  expect(createAccounts(baseUrl)('work').session.current).toMatchObject({ userId: 'bob' });
});

function listen(options: Partial<ClientOptions> = {}): Listening {
  const client = createClient({ baseUrl, transport: 'sse', fetch: signIn, ...options });
  const changes: SessionChange[] = [];
  const stop = client.session.onChange((change) => void changes.push(change));
  return { client, changes, stop };
}

interface Listening {
  client: DunlinClient;
  changes: SessionChange[];
  stop: () => void;
}

let signIns = 0;

/** Signs anybody in, under their name. */
const signIn: Fetch = async (_url, init) => {
  const { username, refreshToken } = JSON.parse(String(init?.body));
  const name = username ?? refreshToken?.split(' ')[0];
  const data = {
    accessToken: `${++signIns}`,
    refreshToken: `${name} ${signIns}`,
    expiresIn: 900,
    user: { id: name },
  };
  return Response.json({ result: { data } });
};

function refuse(code: string): Response {
  return Response.json({ error: { message: code, data: { code, httpStatus: 401 } } }, { status: 401 });
}
