import { createTestApp } from '@dunlin/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type ClientOptions,
  createClient,
  type DunlinError,
  memoryStorage,
  safe,
  type Tokens,
} from '../src/index.ts';
import { expiredToken } from './expired-token.ts';
import { startTestServer, type TestServer } from './test-server.ts';

const app = await createTestApp();
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer(app);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
});

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
    const ended: DunlinError[] = [];
    const { client } = await register('carol', { onSessionEnd: (error) => void ended.push(error) });

    await client.auth.changePassword({ currentPassword: password, newPassword: 'battery staple' });

    expect(await client.auth.me()).toMatchObject({ username: 'carol' });
    expect(ended).toEqual([]);
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
    const { client, storage, user } = await register('frank');
    const otherTab = createClient({ baseUrl: server.url, storage });
    await storage.set({ ...(await tokensIn(storage)), accessToken: await expiredToken(app, user) });
    server.paths.length = 0;

    await Promise.all([client.auth.me(), otherTab.auth.me()]);

    expect(server.paths.filter((path) => path === 'auth.refresh')).toHaveLength(1);
  });

  test('when the session cannot be renewed the tokens go, and the end is told once', async () => {
    const ended: DunlinError[] = [];
    const { client, storage, user } = await register('grace', {
      onSessionEnd: (error) => void ended.push(error),
    });
    await storage.set({ accessToken: await expiredToken(app, user), refreshToken: 'unknown' });

    const outcomes = await Promise.all(Array.from({ length: 10 }, () => safe(client.auth.me())));

    expect(outcomes.map(({ error }) => error?.code)).toEqual(Array(10).fill('SESSION_ENDED'));
    expect(ended).toMatchObject([{ code: 'SESSION_ENDED', cause: { code: 'INVALID_REFRESH_TOKEN' } }]);
    expect(await storage.get()).toBeUndefined();
  });

  test('a session that was revoked elsewhere ends', async () => {
    const ended: DunlinError[] = [];
    const { client, storage } = await register('heidi', { onSessionEnd: (error) => void ended.push(error) });
    const elsewhere = createClient({ baseUrl: server.url });
    await elsewhere.auth.login({ username: 'heidi', password });
    const { items } = await elsewhere.auth.sessions.list();
    const other = items.find(({ current }) => !current);
    await elsewhere.auth.sessions.revoke({ id: other?.id ?? '' });

    await expect(client.auth.me()).rejects.toMatchObject({ code: 'SESSION_ENDED' });

    expect(ended).toHaveLength(1);
    expect(await storage.get()).toBeUndefined();
  });
});

async function register(username: string, options: Partial<ClientOptions> = {}) {
  const storage = memoryStorage();
  const client = createClient({ baseUrl: server.url, storage, ...options });
  const { user } = await client.auth.register({ username, email: `${username}@example.org`, password });
  return { client, storage, user };
}

async function tokensIn(storage: ReturnType<typeof memoryStorage>): Promise<Tokens> {
  const tokens = await storage.get();
  if (!tokens) throw new Error('nobody is signed in');
  return { accessToken: tokens.accessToken, refreshToken: tokens.refreshToken };
}
