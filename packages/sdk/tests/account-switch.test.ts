import { describe, expect, test } from 'vitest';
import {
  type ClientOptions,
  createClient,
  type DunlinClient,
  type Fetch,
  memoryStorage,
  safe,
  type TokenStorage,
  type User,
} from '../src/index.ts';
import { holdingRefreshes } from './holding-refreshes.ts';
import { useTestServer } from './use-test-server.ts';

const { server } = await useTestServer();

const password = 'correct horse';
const ended = { code: 'SESSION_ENDED' };

describe('a call belongs to the session that it was made in', () => {
  test('a write of one account is not repeated as another', async () => {
    const { fetch, refused, relent } = refusing('tweets.create');
    const { client, signIn } = await createAccounts('alice', 'bob', { fetch });
    await signIn('alice');

    const post = safe(client.tweets.create({ text: "Alice's secret" }));
    await refused;
    await client.auth.logout();
    const bob = await signIn('bob');
    relent();

    expect((await post).error).toMatchObject(ended);
    server.paths.length = 0;
    const own = await client.tweets.create({ text: "Bob's own" });
    expect((await client.users.tweets({ id: bob.id })).items).toMatchObject([{ id: own.id }]);
    expect(server.paths).toEqual(['tweets.create', 'users.tweets']);
  });

  test('it ends at once when another account signs in without a sign-out', async () => {
    const { fetch, refused, relent } = refusing('tweets.create');
    const { client, signIn } = await createAccounts('carol', 'dora', { fetch });
    await signIn('carol');

    const post = safe(client.tweets.create({ text: 'by carol' }));
    await refused;
    await signIn('dora');
    relent();

    expect((await post).error).toMatchObject(ended);
  });

  test('signing in anew as the same account ends nothing', async () => {
    const { client, signIn } = await createAccounts('erin', 'frank');
    await signIn('erin');
    const events = client.timelines.onHome();
    await events.next();

    const { id } = await signIn('erin').then(() => client.tweets.create({ text: 'still me' }));

    expect((await events.next()).value).toMatchObject({ type: 'tweet', tweet: { id } });
    await events.return();
  });

  test('the pages of a list are all read for whoever began', async () => {
    const { client, signIn, users } = await createAccounts('grace', 'heidi');
    await signIn('grace');
    for (const text of ['one', 'two', 'three']) await client.tweets.create({ text });
    const tweets = client.users.tweets.items({ id: users.grace.id, limit: 1 });
    const unread = client.users.tweets.pages({ id: users.grace.id });
    await tweets.next();

    await client.auth.logout();
    await signIn('heidi');

    await expect(tweets.next()).rejects.toMatchObject(ended);
    await expect(unread.next()).rejects.toMatchObject(ended);
  });

  test('the answer to a refresh that comes after a sign-out or a new sign-in is dropped', async () => {
    const { fetch, asked, answer } = holdingRefreshes();
    const { client, signIn, storage } = await createAccounts('ivan', 'judy', { fetch });
    await signIn('ivan');
    const tokens = await storage.get();
    if (tokens) await storage.set({ ...tokens, refreshAt: 1 });

    const call = safe(client.timelines.home());
    await asked;
    await client.auth.logout();
    const judy = await signIn('judy');
    const ofJudy = await storage.get();
    answer();

    expect((await call).error).toMatchObject(ended);
    expect(await client.auth.me()).toMatchObject({ id: judy.id });
    expect(await storage.get()).toEqual(ofJudy);
  });

  test('of two sign-ins the one that began later counts, whichever is answered first', async () => {
    const [asked, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const { client, signIn } = await createAccounts('tess', 'ute', {
      async fetch(...request) {
        const response = await fetch(...request);
        if (!String(request[1]?.body).includes('tess')) return response;
        asked.resolve();
        await answered.promise;
        return response;
      },
    });

    const early = safe(signIn('tess'));
    await asked.promise;
    await signIn('ute');
    answered.resolve();

    expect((await early).error).toMatchObject(ended);
    expect(await client.auth.me()).toMatchObject({ username: 'ute' });
  });

  test('a sign-out removes the tokens that another tab has refreshed meanwhile, too', async () => {
    const { client, signIn, storage } = await createAccounts('vera', 'walt', {
      async fetch(...request) {
        const response = await fetch(...request);
        const tokens = await storage.get();
        if (tokens && String(request[0]).endsWith('auth.logout'))
          await storage.set({ ...tokens, accessToken: 'newer', refreshToken: 'newer' });
        return response;
      },
    });
    await signIn('vera');

    await client.auth.logout();

    expect(await storage.get()).toBeUndefined();
  });

  test('a sign-in in another tab counts', async () => {
    const storage = memoryStorage();
    const { client, signIn } = await createAccounts('karl', 'lena', { storage });
    const otherTab = createClient({ baseUrl: server.url, storage });
    await signIn('karl');
    const home = client.timelines.onHome();
    await home.next();
    const next = home.next();

    const { user } = await otherTab.auth.login({ username: 'lena', password });

    await expect(next).rejects.toMatchObject(ended);
    expect(await client.auth.me()).toMatchObject({ id: user.id });
  });

  test('a storage that does not tell of other tabs is asked before each request', async () => {
    const { subscribe: _, ...storage } = memoryStorage();
    const { client, signIn } = await createAccounts('mona', 'nils', { storage });
    const otherTab = createClient({ baseUrl: server.url, storage });
    await signIn('mona');
    await otherTab.auth.login({ username: 'nils', password });

    await expect(client.tweets.create({ text: 'by mona' })).rejects.toMatchObject(ended);
    expect(await client.auth.me()).toMatchObject({ username: 'nils' });
  });
});

describe.each(['websocket', 'sse'] as const)('a stream over %s', (transport) => {
  test('ends with its session, and does not go on with the timeline of the next', async () => {
    const [first, second] = [`olga_${transport}`, `paul_${transport}`];
    const { client, signIn } = await createAccounts(first, second, { transport });
    await signIn(first);
    const home = client.timelines.onHome();
    await home.next();
    const next = safe(home.next());

    await client.auth.logout();
    await signIn(second);
    await client.tweets.create({ text: 'of the next' });

    expect((await next).error).toMatchObject(ended);
    expect(await home.next()).toEqual({ done: true, value: undefined });
  });

  test('that is idle is left at once', async () => {
    const { client, signIn } = await createAccounts(`rosa_${transport}`, `sven_${transport}`, { transport });
    await signIn(`rosa_${transport}`);
    const home = client.timelines.onHome();
    await home.next();
    const next = home.next();

    await home.return();

    expect(await next).toEqual({ done: true, value: undefined });
  });
});

/** Two accounts, and a client in which nobody is signed in. */
async function createAccounts<Name extends string>(
  first: Name,
  second: Name,
  options: Partial<ClientOptions> = {},
): Promise<Accounts<Name>> {
  const storage = options.storage ?? memoryStorage();
  const client = createClient({
    baseUrl: server.url,
    retry: { maxRetries: 1_000, baseDelayMs: 8, maxDelayMs: 8 },
    ...options,
    storage,
  });
  const users: Partial<Record<Name, { id: string }>> = {};
  for (const username of [first, second]) {
    const registering = createClient({ baseUrl: server.url });
    const email = `${username}@example.org`;
    users[username] = (await registering.auth.register({ username, email, password })).user;
  }
  return {
    ...{ client, storage },
    // `as`: all of them have just been registered.
    users: users as Record<Name, { id: string }>,
    signIn: async (username) => (await client.auth.login({ username, password })).user,
  };
}

interface Accounts<Name extends string> {
  client: DunlinClient;
  storage: TokenStorage;
  users: Record<Name, { id: string }>;
  signIn: (name: Name) => Promise<User>;
}

/** A fetch that answers calls of an operation by 503 until it relents, and tells when it first has. */
function refusing(path: string) {
  const asked = Promise.withResolvers<void>();
  let isRefusing = true;
  const refusingFetch: Fetch = async (...request) => {
    if (!isRefusing || !String(request[0]).endsWith(path)) return fetch(...request);
    asked.resolve();
    return new Response('', { status: 503 });
  };
  return {
    fetch: refusingFetch,
    refused: asked.promise,
    relent() {
      isRefusing = false;
    },
  };
}
