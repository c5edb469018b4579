import { createClient, memoryStorage } from '@dunlin/sdk';
import { createClock, toMs } from './clock.ts';
import { type SignedIn, testPassword } from './protocol.ts';
import type { TestClientOptions, TestServer, TestServerOptions } from './test-server.ts';
import type { TestUser } from './test-user.ts';
import { startThread } from './thread.ts';
import { createWorld } from './world.ts';

/**
 * Starts a real server for tests: on 127.0.0.1, on a free port, silent, with a PostgreSQL of its own that ends with it, as it
 * does with the process.
 * @throws TestServerError when it cannot start, as where there is no PostgreSQL for the platform; RangeError when `now` is no time for it
 * @example
 * await using server = await startTestServer({ now: '2026-01-01T00:00:00Z' });
 * const ada = await server.user('ada');
 * await ada.client.tweets.create({ text: 'hello' });
 */
export async function startTestServer({
  now = Date.now(),
  rateLimits = false,
  corsOrigins = [],
}: TestServerOptions = {}): Promise<TestServer> {
  const startMs = toMs(now);
  const clock = createClock(startMs, (ms) => call('setTime', ms));
  const thread = await startThread({ now: startMs, rateLimits, corsOrigins });
  const { url, call } = thread;
  const connect = async (signedIn: SignedIn | undefined, options: TestClientOptions = {}) => {
    const { storage = memoryStorage(), ...clientOptions } = options;
    if (signedIn) {
      const { id: userId, ...tokens } = signedIn;
      await storage.set({ ...tokens, userId });
    }
    return createClient({ baseUrl: url, now: clock.now, storage, ...clientOptions });
  };
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= call('stop').finally(() => thread.end());
    return stopping;
  };
  const server: TestServer = {
    url,
    clock,
    faults: {
      next: (rule) => call('addFault', rule),
      cutStreams: () => call('cutStreams'),
      closeConnections: () => call('closeConnections'),
      off: () => call('removeFaults'),
    },
    async client(user, clientOptions) {
      if (user === undefined) return connect(undefined, clientOptions);
      return connect(await call('signIn', typeof user === 'string' ? user : user.username), clientOptions);
    },
    async user(username, { displayName, role } = {}): Promise<TestUser> {
      const signedIn = await call('createUser', { username, displayName, role });
      const email = `${username.toLowerCase()}@example.org`;
      return { id: signedIn.id, username, email, password: testPassword, client: await connect(signedIn) };
    },
    tweet: (author, text, input = {}) => author.client.tweets.create({ ...input, text }),
    async follow(follower, followee) {
      await follower.client.follows.create({ id: followee.id });
    },
    world: (world) => createWorld(server, world),
    drain: () => call('drain'),
    requests: () => call('listRequests'),
    async reset() {
      await call('reset');
      clock.restart();
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
  return server;
}
