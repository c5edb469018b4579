import { createTestApp, type TestUser } from '@dunlin/harness';
import { createTRPCClient } from '@trpc/client';
import { describe, expect, test, vi } from 'vitest';
import { WebSocket as WsWebSocket } from 'ws';
import { type ClientOptions, createClient, type DunlinClient, memoryStorage } from '../src/index.ts';
import { type AppRouter, dunlinLink } from '../src/trpc.ts';
import { expiredToken } from './expired-token.ts';
import { signedInClient } from './signed-in-client.ts';
import { startTestServer } from './test-server.ts';
import { useTestServer } from './use-test-server.ts';

const { app, server } = await useTestServer();

describe.each(['websocket', 'sse'] as const)('over %s', (transport) => {
  const name = (base: string) => `${base}_${transport}`;

  test('an event carries its id and what happened', async () => {
    const [alice] = await app.createUsers(name('alice'));
    const client = signedInClient(server, alice, { transport });
    const events = client.timelines.onHome();
    expect((await events.next()).value).toEqual({ id: expect.any(String), type: 'checkpoint' });

    const tweet = await client.tweets.create({ text: 'one\u2028two\u2029three' });

    expect((await events.next()).value).toEqual({ id: expect.any(String), type: 'tweet', tweet });
    await events.return();
  });

  test('with 50 broken connections while tweets are posted, each reaches the reader once', async () => {
    const [bob] = await app.createUsers(name('bob'));
    using reader = readHome(signedInClient(server, bob, { transport }));
    await reader.untilCheckpoint(1);
    const posted: string[] = [];
    const posting = (async () => {
      for (let index = 0; index < 100; index++) posted.push(await post(bob, `tweet ${index}`));
    })();

    for (let drops = 1; drops <= 50; drops++) {
      server.dropConnections();
      await reader.untilCheckpoint(drops + 1);
    }

    await posting;
    await eventually(() => expect(reader.tweetIds.length).toBeGreaterThanOrEqual(posted.length));
    expect(reader.tweetIds.toSorted()).toEqual(posted.toSorted());
  });

  test('a saved event id resumes where it was saved', async () => {
    const [carol] = await app.createUsers(name('carol'));
    const client = signedInClient(server, carol, { transport });
    const before = client.timelines.onHome();
    const lastEventId = (await before.next()).value?.id ?? '';
    await before.return();
    const missed = await post(carol, 'missed');

    const events = client.timelines.onHome({ lastEventId });

    expect((await events.next()).value).toMatchObject({ type: 'tweet', tweet: { id: missed } });
    await events.return();
  });

  test('a reader who comes back for each event has all of them, each once', async () => {
    const [nora] = await app.createUsers(name('nora'));
    const client = signedInClient(server, nora, { transport });
    let lastEventId: string | undefined;
    const received: string[] = [];
    const readOne = async () => {
      const events = client.timelines.onHome(lastEventId === undefined ? {} : { lastEventId });
      const { value } = await events.next();
      await events.return();
      lastEventId = value?.id;
      if (value?.type === 'tweet') received.push(value.tweet.id);
    };
    await readOne();
    const posted: string[] = [];
    while (received.length < 10) {
      if (posted.length < 10) posted.push(await post(nora, 'one'), await post(nora, 'and another'));
      await readOne();
    }
    expect(received).toEqual(posted);
  });

  test('an abort ends the stream', async () => {
    const [dora] = await app.createUsers(name('dora'));
    const controller = new AbortController();
    const events = signedInClient(server, dora, { transport }).timelines.onHome(
      {},
      { signal: controller.signal },
    );
    await events.next();

    const next = events.next();
    controller.abort();

    expect(await next).toEqual({ done: true, value: undefined });
  });

  test('the end of the session ends the stream with an error', async () => {
    const [erin] = await app.createUsers(name('erin'));
    const onChange = vi.fn();
    const client = signedInClient(server, erin, { transport });
    client.session.onChange(onChange);
    const events = client.timelines.onHome();
    await events.next();

    await signedInClient(server, erin).auth.sessions.revoke({ id: erin.sessionId });

    await expect(events.next()).rejects.toMatchObject({ code: 'SESSION_ENDED', status: 401 });
    expect(onChange).toHaveBeenLastCalledWith(expect.objectContaining({ type: 'ended', reason: 'revoked' }));
  });

  test('an expired token is refreshed, and the stream goes on', async () => {
    const storage = memoryStorage();
    const client = createClient({ baseUrl: server.url, storage, transport, retry: { baseDelayMs: 4 } });
    const email = `${name('frank')}@example.org`;
    const { user } = await client.auth.register({
      username: name('frank'),
      email,
      password: 'correct horse',
    });
    const tokens = await storage.get();
    if (tokens) await storage.set({ ...tokens, accessToken: await expiredToken(app, user) });

    const events = client.timelines.onHome();

    expect((await events.next()).value).toMatchObject({ type: 'checkpoint' });
    await events.return();
  });

  test('the stream goes on in the new session when the password is changed', async () => {
    const client = createClient({ baseUrl: server.url, transport, retry: { baseDelayMs: 4 } });
    const email = `${name('olga')}@example.org`;
    await client.auth.register({ username: name('olga'), email, password: 'correct horse' });
    const events = client.timelines.onHome();
    await events.next();

    await client.auth.changePassword({ currentPassword: 'correct horse', newPassword: 'battery staple' });
    const { id } = await client.tweets.create({ text: 'still here' });

    const types: string[] = [];
    for await (const event of events) {
      types.push(event.type);
      if (event.type === 'tweet' && event.tweet.id === id) break;
    }
    expect(types.at(-1)).toBe('tweet');
  });

  test('an error that reconnecting does not help is thrown', async () => {
    const [grace] = await app.createUsers(name('grace'));
    const client = signedInClient(server, grace, { transport });

    await expect(client.tweets.onThread({ id: '1' }).next()).rejects.toMatchObject({
      code: 'TWEET_NOT_FOUND',
      status: 404,
      requestId: expect.stringMatching(/./),
    });
    await expect(client.timelines.onHome({ lastEventId: 'x' }).next()).rejects.toMatchObject({
      code: 'INVALID_EVENT_ID',
    });
  });

  test('a tRPC client over it subscribes through the same stream', async () => {
    const [heidi] = await app.createUsers(name('heidi'));
    const client = signedInClient(server, heidi, { transport });
    const trpc = createTRPCClient<AppRouter>({ links: [dunlinLink(client)] });

    const seen: string[] = [];
    const types = await new Promise<string[]>((resolve, reject) => {
      const subscription = trpc.timelines.onHome.subscribe(
        {},
        {
          onStarted: () => void seen.push('started'),
          onData({ type }) {
            resolve([...seen, type]);
            subscription.unsubscribe();
          },
          onError: reject,
        },
      );
    });

    expect(types).toEqual(['started', 'checkpoint']);
  });
});

test('notifications come through a broken connection, each once', async () => {
  const [ines, jack] = await app.createUsers('ines', 'jack');
  const events = signedInClient(server, ines).notifications.onNew();
  await events.next();
  const received: string[] = [];
  for (const text of ['one', 'two', 'three']) {
    const { id } = await app.as(jack).tweets.create({ text: `@${ines.username} ${text}` });
    for (let tweetId: string | undefined; tweetId !== id; ) {
      const { value } = await events.next();
      tweetId = value?.type === 'notification' ? value.notification.tweet?.id : undefined;
      if (tweetId) received.push(tweetId);
    }
    server.dropConnections();
  }
  expect(new Set(received).size).toBe(3);
  expect(received).toHaveLength(3);
  await events.return();
});

test('a gap tells that more was missed than the server keeps', async () => {
  await using small = await createTestApp({ settings: { timelineMaxEntries: 3 } });
  await using own = await startTestServer(small);
  const [paul] = await small.createUsers('paul');
  const client = signedInClient(own, paul);
  const before = client.timelines.onHome();
  const lastEventId = (await before.next()).value?.id ?? '';
  await before.return();
  for (let index = 0; index < 5; index++) await client.tweets.create({ text: `tweet ${index}` });

  const events = client.timelines.onHome({ lastEventId });

  expect((await events.next()).value).toMatchObject({ type: 'gap' });
  await events.return();
});

describe('connections', () => {
  test('streams share a WebSocket, which closes with the last of them', async () => {
    await using own = await startTestServer(app);
    const [ivan] = await app.createUsers('ivan');
    const client = signedInClient(own, ivan, { transport: 'websocket' });
    const tweet = await client.tweets.create({ text: 'a thread' });
    const home = client.timelines.onHome();
    const thread = client.tweets.onThread({ id: tweet.id });

    await Promise.all([home.next(), thread.next()]);
    expect(own.webSockets.size).toBe(1);

    await Promise.all([home.return(), thread.return()]);
    await eventually(() => expect(own.webSockets.size).toBe(0));
  });

  test.each<[string, Partial<ClientOptions>]>([
    ['the WebSocket of this platform', {}],
    ['the WebSocket of the package ws', { WebSocket: WsWebSocket }],
  ])('where %s is refused, events come over SSE', async (_which, options) => {
    await using own = await startTestServer(app);
    own.refuseWebSockets();
    const [judy] = await app.createUsers(`judy_${Object.keys(options).length}`);
    const client = signedInClient(own, judy, options);

    const events = client.timelines.onHome();

    expect((await events.next()).value).toMatchObject({ type: 'checkpoint' });
    expect(own.paths).toEqual(['timelines.onHome']);
    await events.return();
  });

  test('a server that is not there yet is waited for', async () => {
    const [kim] = await app.createUsers('kim');
    let isUp = false;
    const client = signedInClient(server, kim, {
      transport: 'sse',
      fetch: (...request) => (isUp ? fetch(...request) : Promise.reject(new TypeError('refused'))),
    });

    const next = client.timelines.onHome().next();
    isUp = true;

    expect((await next).value).toMatchObject({ type: 'checkpoint' });
  });
});

async function post(user: TestUser, text: string): Promise<string> {
  return (await app.as(user).tweets.create({ text })).id;
}

/** Reads a home stream in the background; each connection begins with a checkpoint, once it has caught up. */
function readHome(client: DunlinClient) {
  const controller = new AbortController();
  const tweetIds: string[] = [];
  let checkpoints = 0;
  const read = async () => {
    for await (const event of client.timelines.onHome({}, { signal: controller.signal })) {
      if (event.type === 'tweet') tweetIds.push(event.tweet.id);
      else checkpoints++;
    }
  };
  const reading = read();
  return {
    tweetIds,
    reading,
    untilCheckpoint: (count: number) => eventually(() => expect(checkpoints).toBeGreaterThanOrEqual(count)),
    [Symbol.dispose]: () => controller.abort(),
  };
}

function eventually(condition: () => void): Promise<void> {
  return vi.waitFor(condition, { timeout: 30_000, interval: 2 });
}
