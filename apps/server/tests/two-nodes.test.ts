import { defaultRateLimits } from '@dunlin/api';
import { canRunRedis, type RedisServer, redisTitle, startRedisServer } from '@dunlin/harness/redis';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { readEvents, type ServerSentEvent } from './event-reader.ts';
import { type Account, startTestServer, type TestServer } from './test-server.ts';

const settings = {
  // What streams find in time, they find by hints, or because they know that these are missing.
  streamSweepMs: 3_600_000,
  rateLimitFactor: 1,
  rateLimits: { ...defaultRateLimits, search: { max: 4, windowSeconds: 3_600 } },
};

describe.runIf(canRunRedis)(redisTitle, () => {
  const stack = new AsyncDisposableStack();
  let redis: RedisServer;
  let here: TestServer;
  let there: TestServer;
  beforeAll(async () => {
    redis = stack.use(await startRedisServer({ password: 'secret' }));
    const environment = { REDIS_URL: redis.url };
    here = stack.use(await startTestServer({ environment, settings }));
    there = stack.use(await startTestServer({ environment, settings, peer: here }));
  });
  afterAll(() => stack.disposeAsync());

  test('what is posted on one node reaches streams on the other', async () => {
    const author = await here.register('ada');
    await using stream = await openStream(there, author);
    await stream.expectTweet(await post(here, author));
  });

  test('a session that ends on one node is refused on the other, and its streams end', async () => {
    const user = await here.register('leaves');
    expect(await statusOf(there, user)).toBe(200);
    await using stream = await openStream(there, user);
    await logOut(here, user);
    await expect.poll(() => statusOf(there, user)).toBe(401);
    await stream.expectEnd();
  });

  test('an address of media that a block ends on one node is ended on the other, which gives a new one to the rest', async () => {
    const [author, blocked, reader] = [
      await here.register('blocks'),
      await here.register('is_blocked'),
      await here.register('reads_on'),
    ];
    const id = await postPhoto(here, author);
    const read = (account: Account) => readAddress(there, account, id);
    const statusOfBytes = async (address: string) =>
      (await fetch(`${there.url}${address}`, { method: 'HEAD' })).status;
    const old = (await read(blocked)) ?? '';
    expect([await read(reader), await statusOfBytes(old)]).toEqual([old, 200]);

    await here.request('POST', `/api/users/${blocked.id}/block`, { token: author.token });
    expect(await statusOfBytes(old)).toBe(404);
    const given: unknown[] = [];
    await expect.poll(async () => given[given.push(await read(blocked)) - 1]).toBeUndefined();
    expect(new Set(given.slice(0, -1)).difference(new Set([old])).size).toBe(0);
    await expect.poll(() => read(reader)).not.toBe(old);
    expect(await statusOfBytes((await read(reader)) ?? '')).toBe(200);
  });

  test('limits are counted over all nodes', async () => {
    const user = await here.register('searches');
    const search = (server: TestServer) => searchFrom(server, user);
    expect([await search(here), await search(there), await search(here), await search(there)]).toEqual([
      3, 2, 1, 0,
    ]);
    expect([await search(here), await search(there)]).toEqual([undefined, undefined]);
  });

  test.each([
    { fault: 'is killed', begin: () => redis.kill(), end: () => redis.restart() },
    { fault: 'is frozen', begin: async () => redis.freeze(), end: async () => redis.thaw() },
  ])(
    'when Redis $fault all goes on without it, and with it when it is back',
    async ({ fault, begin, end }) => {
      const name = fault.replaceAll(' ', '_');
      const author = await here.register(`author_${name}`);
      const leaver = await here.register(`leaver_${name}`);
      await using stream = await openStream(there, author);
      expect(await statusOf(there, leaver)).toBe(200);

      await begin();
      onTestFinished(end);
      const tweet = await post(here, author);
      expect(await statusOf(there, author)).toBe(200);
      expect(await searchFrom(there, author)).toBe(3);
      await stream.expectTweet(tweet);
      await logOut(here, leaver);
      await expect.poll(() => statusOf(there, leaver)).toBe(401);
      for (const server of [here, there]) {
        await expect
          .poll(() => connectionsOf(server))
          .toEqual({ dunlin_redis_up: 0, dunlin_hints_connected: 0 });
        // It may tell for a second what it told before.
        await expect
          .poll(() => server.request('GET', '/readyz'))
          .toMatchObject({ status: 200, body: { redis: 'down' } });
      }
      await using late = await openStream(there, author);

      await end();
      for (const server of [here, there]) {
        await expect
          .poll(() => connectionsOf(server))
          .toEqual({ dunlin_redis_up: 1, dunlin_hints_connected: 1 });
        await expect.poll(() => server.request('GET', '/readyz')).toMatchObject({ body: { redis: 'up' } });
      }
      const next = await post(there, author);
      for (const each of [stream, late]) await each.expectTweet(next);
      // A node that counts alone asks twice a second whether Redis is back.
      let searchers = 0;
      await expect
        .poll(async () => {
          searchers += 1;
          const searcher = await here.register(`searcher_${searchers}_${name}`);
          return [await searchFrom(here, searcher), await searchFrom(there, searcher)];
        })
        .toEqual([3, 2]);
    },
  );
});

/** The viewer's home timeline as it comes. */
async function openStream(server: TestServer, { token }: Account) {
  const events = readEvents(`${server.url}/api/stream/home`, { authorization: `Bearer ${token}` });
  const nextData = async (type: string): Promise<ServerSentEvent['data']> => {
    for (;;) {
      const { value } = await events.next();
      if (!value) throw new Error('the stream has ended');
      if (value.data.type === type) return value.data;
    }
  };
  await nextData('checkpoint');
  return {
    async expectTweet(id: string) {
      expect(await nextData('tweet')).toMatchObject({ tweet: { id } });
    },
    async expectEnd() {
      await expect(nextData('tweet')).rejects.toThrow('the stream has ended');
    },
    [Symbol.asyncDispose]: async () => void (await events.return()),
  };
}

async function post(server: TestServer, { token }: Account): Promise<string> {
  const { status, body } = await server.request('POST', '/api/tweets', { token, body: { text: 'hello' } });
  expect(status).toBe(201);
  return body.id;
}

/** A tweet with a picture, whose bytes stand nowhere: who may have them is told without. */
async function postPhoto(server: TestServer, { id: ownerId, token }: Account): Promise<string> {
  const variants = [{ name: 'large.webp', type: 'image/webp', width: 32, height: 24, bytes: 1 }];
  const media = await server.api.services.db
    .insertInto('media')
    .values({
      ...{ ownerId, kind: 'image', contentType: 'image/jpeg', status: 'ready', bytes: 1, receivedBytes: 1 },
      variants: JSON.stringify(variants),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const body = { text: 'look', mediaIds: [media.id] };
  return (await server.request('POST', '/api/tweets', { token, body })).body.id;
}

/** The address of what a tweet shows, if the account may see it. */
async function readAddress(
  server: TestServer,
  { token }: Account,
  tweetId: string,
): Promise<string | undefined> {
  const { status, body } = await server.request('GET', `/api/tweets/${tweetId}`, { token });
  return status === 200 ? body.media[0].url : undefined;
}

async function logOut(server: TestServer, { token }: Account): Promise<void> {
  expect(await server.request('POST', '/auth/logout', { token })).toMatchObject({ status: 204 });
}

async function statusOf(server: TestServer, { token }: Account): Promise<number> {
  return (await server.request('GET', '/auth/me', { token })).status;
}

/** What is left of the limit of searches; undefined when there was nothing. */
async function searchFrom(server: TestServer, { token }: Account): Promise<number | undefined> {
  const { status, headers } = await server.request('GET', '/api/search/users?q=a', { token });
  return status === 429 ? undefined : Number(headers.get('ratelimit-remaining'));
}

async function connectionsOf(server: TestServer): Promise<Record<string, number>> {
  const { body } = await server.request('GET', '/metrics');
  const lines: RegExpMatchArray[] = [...body.matchAll(/^(dunlin_redis_up|dunlin_hints_connected) (\d)$/gm)];
  return Object.fromEntries(lines.map(([, name, value]) => [name, Number(value)]));
}
