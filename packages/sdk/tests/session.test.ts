import { describe, expect, test } from 'vitest';
import {
  type ClientOptions,
  createClient,
  memoryStorage,
  type SessionChange,
  safe,
  type TokenStorage,
  type Tokens,
} from '../src/index.ts';
import { expiredToken } from './expired-token.ts';
import { holdingRefreshes } from './holding-refreshes.ts';
import { useTestServer } from './use-test-server.ts';

const { app, server } = await useTestServer();

const password = 'correct horse';

describe('signing in and out', () => {
  test('registering keeps the tokens, and later calls send them', async () => {
    const { client, storage } = await register('alice');

    expect(await storage.get()).toMatchObject({
      accessToken: expect.any(String),
      refreshToken: expect.any(String),
    });
    expect(await client.auth.me()).toMatchObject({ username: 'alice' });
  });

  test('logging out removes them', async () => {
    const { client, storage } = await register('bob');

    await client.auth.logout();

    expect(await storage.get()).toBeUndefined();
    await expect(client.auth.me()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('changing the password goes on in the new session', async () => {
    const { client, changes } = await register('carol');
    const session = client.session.current;

    await client.auth.changePassword({ currentPassword: password, newPassword: 'battery staple' });

    expect(await client.auth.me()).toMatchObject({ username: 'carol' });
    expect(changes).toEqual([{ type: 'refreshed', session }]);
  });

  test('a token that is about to expire does for changing the password and logging out', async () => {
    let clock = Date.now();
    const { client, storage } = await register('ivan', { now: () => clock });

    clock += 14 * 60_000;
    await client.auth.changePassword({ currentPassword: password, newPassword: 'battery staple' });
    clock += 14 * 60_000;
    await client.auth.logout();

    expect(await storage.get()).toBeUndefined();
  });

  test('an expired token is refreshed for changing the password and logging out', async () => {
    const { client, storage, user } = await register('judy');
    const expire = async () =>
      storage.set({ ...(await tokensIn(storage)), accessToken: await expiredToken(app, user), refreshAt: 1 });
    server.paths.length = 0;

    await expire();
    await client.auth.changePassword({ currentPassword: password, newPassword: 'battery staple' });
    await expire();
    await client.auth.logout();

    expect(server.paths).toEqual(
      ['auth.changePassword', 'auth.logout'].flatMap((path) => [path, 'auth.refresh', path]),
    );
    expect(await storage.get()).toBeUndefined();
  });
});

describe('refreshing', () => {
  test('100 calls at once with an expired token make one refresh', async () => {
    const { client, storage, user } = await register('dora');
    await storage.set({ ...(await tokensIn(storage)), accessToken: await expiredToken(app, user) });
    server.paths.length = 0;

    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        index % 2 ? client.tweets.create({ text: `tweet ${index}` }) : client.auth.me(),
      ),
    );

    expect(answers).toHaveLength(100);
    expect(server.paths.filter((path) => path === 'auth.refresh')).toHaveLength(1);
  });

  test('a token that is about to expire is refreshed before the calls are sent', async () => {
    let clock = Date.now();
    const { client } = await register('erin', { now: () => clock });
    clock += 14 * 60_000;
    server.paths.length = 0;

    await Promise.all(Array.from({ length: 100 }, () => client.auth.me()));

    expect(server.paths.filter((path) => path === 'auth.refresh')).toHaveLength(1);
    expect(server.paths[0]).toBe('auth.refresh');
  });

  test('clients that share a storage, as tabs do, spend a refresh token once', async () => {
    const { client, storage, user } = await register('frank', {
      storage: { ...memoryStorage(), lockName: 'tabs' },
    });
    const otherTab = createClient({ baseUrl: server.url, storage });
    await storage.set({ ...(await tokensIn(storage)), accessToken: await expiredToken(app, user) });
    server.paths.length = 0;

    await Promise.all([client.auth.me(), otherTab.auth.me()]);

    expect(server.paths.filter((path) => path === 'auth.refresh')).toHaveLength(1);
  });

  test('when the session cannot be renewed the tokens go, and the end is told once', async () => {
    const { client, storage, user, changes } = await register('grace');
    await storage.set({
      ...{ ...(await tokensIn(storage)), refreshToken: 'unknown' },
      accessToken: await expiredToken(app, user),
    });

    const outcomes = await Promise.all(Array.from({ length: 10 }, () => safe(client.auth.me())));

    expect(outcomes.map(({ error }) => error?.code)).toEqual(Array(10).fill('SESSION_ENDED'));
    expect(ends(changes)).toMatchObject([
      { reason: 'expired', error: { code: 'SESSION_ENDED', cause: { code: 'INVALID_REFRESH_TOKEN' } } },
    ]);
    expect(await storage.get()).toBeUndefined();
  });

  test('a session that was revoked elsewhere ends', async () => {
    const { client, storage, changes, user } = await register('heidi');
    const elsewhere = createClient({ baseUrl: server.url });
    await elsewhere.auth.login({ username: 'heidi', password });
    const { items } = await elsewhere.auth.sessions.list();
    const other = items.find(({ current }) => !current);
    await elsewhere.auth.sessions.revoke({ id: other?.id ?? '' });

    await expect(client.auth.me()).rejects.toMatchObject({ code: 'SESSION_ENDED' });

    expect(changes).toMatchObject([{ type: 'ended', reason: 'revoked', previous: { userId: user.id } }]);
    expect(client.session.current).toBeUndefined();
    expect(await storage.get()).toBeUndefined();
  });

  test('a refusal that comes after a new sign-in leaves the new session alone', async () => {
    const { fetch, asked, answer } = holdingRefreshes();
    const { client, storage, user, changes } = await register('karl', { fetch });
    await storage.set({
      ...{ ...(await tokensIn(storage)), refreshToken: 'unknown' },
      accessToken: await expiredToken(app, user),
    });

    const call = client.auth.me();
    await asked;
    await client.auth.login({ username: 'karl', password });
    answer();

    expect(await call).toMatchObject({ username: 'karl' });
    expect(await storage.get()).toMatchObject({ refreshToken: expect.not.stringMatching('unknown') });
    expect(ends(changes)).toEqual([]);
  });

  test('a refusal by something else than the server does not end the session', async () => {
    const { client, storage, user } = await register('mallory', {
      fetch: async (...request) =>
        String(request[0]).endsWith('auth.refresh')
          ? Response.json({ message: 'Sign in to the proxy.' }, { status: 401 })
          : fetch(...request),
    });
    const tokens = { ...(await tokensIn(storage)), accessToken: await expiredToken(app, user) };
    await storage.set(tokens);

    await expect(client.auth.me()).rejects.toMatchObject({ code: 'INVALID_RESPONSE', status: 401 });

    expect(await storage.get()).toEqual(tokens);
  });

  test('accounts do not wait for the refreshes of each other', async () => {
    const { fetch, asked, answer } = holdingRefreshes();
    const waiting = await register('lena', { fetch });
    const other = await register('moritz');
    for (const { storage, user } of [waiting, other])
      await storage.set({ ...(await tokensIn(storage)), accessToken: await expiredToken(app, user) });

    const call = waiting.client.auth.me();
    await asked;

    expect(await other.client.auth.me()).toMatchObject({ username: 'moritz' });
    answer();
    expect(await call).toMatchObject({ username: 'lena' });
  });
});

async function register(username: string, options: Partial<ClientOptions> = {}) {
  const storage = options.storage ?? memoryStorage();
  const client = createClient({ baseUrl: server.url, ...options, storage });
  const { user } = await client.auth.register({ username, email: `${username}@example.org`, password });
  const changes: SessionChange[] = [];
  client.session.onChange((change) => void changes.push(change));
  return { client, storage, user, changes };
}

function ends(changes: readonly SessionChange[]) {
  return changes.filter(({ type }) => type === 'ended');
}

/** Without the time to refresh them at: until the server says so. */
async function tokensIn(storage: TokenStorage): Promise<Tokens> {
  const stored = await storage.get();
  if (!stored) throw new Error('nobody is signed in');
  const { refreshAt: _, ...tokens } = stored;
  return tokens;
}
