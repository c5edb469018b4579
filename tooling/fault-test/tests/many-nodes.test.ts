import { randomUUID } from 'node:crypto';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { percentile } from '@dunlin/harness/percentile';
import { canRunRedis, redisTitle } from '@dunlin/harness/redis';
import { canRunTypesense, typesenseTitle } from '@dunlin/harness/typesense-server';
import { createClient, type DunlinClient, memoryStorage } from '@dunlin/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Installation, startInstallation } from '../src/installation/installation.ts';

const startTimeoutMs = 120_000;
const tweets = 40;

describe.runIf(canRunRedis && canRunTypesense)(
  `two nodes and two workers, ${redisTitle}, ${typesenseTitle}`,
  () => {
    const stack = new AsyncDisposableStack();
    let installation: Installation;

    beforeAll(async () => {
      const { path: folder } = stack.use(await mkdtempDisposable(join(tmpdir(), 'dunlin-nodes-')));
      const environment = { RATE_LIMIT_FACTOR: '1' };
      installation = stack.use(await startInstallation({ folder, redis: 'single', environment }));
    }, startTimeoutMs);
    afterAll(() => stack.disposeAsync(), startTimeoutMs);

    test('a tweet posted on one reaches a stream on the other', { timeout: startTimeoutMs }, async () => {
      const author = await signUp(0, 'ada');
      const reader = await signUp(1, 'grace');
      await reader.client.follows.create({ id: author.id });
      const stream = reader.client.timelines.onHome();
      await stream.next();
      const waits: number[] = [];
      for (let number = 0; number < tweets; number += 1) {
        const postedAt = performance.now();
        const { id } = await author.client.tweets.create({ text: `tweet ${number}` });
        await hear(stream, id);
        waits.push(performance.now() - postedAt);
      }
      const [p50, p99] = [0.5, 0.99].map((share) => percentile(waits, share).toFixed(1));
      console.log(
        `From posting on one node to the stream on another: p50 ${p50} ms, p99 ${p99} ms of ${tweets} tweets`,
      );
      expect(waits).toHaveLength(tweets);
    });

    test('a session revoked on one is refused on the other', async () => {
      const { client, password } = await signUp(0, 'mary');
      const elsewhere = clientOf(1);
      await elsewhere.auth.login({ username: 'mary', password });
      await elsewhere.auth.me();
      const { items } = await client.auth.sessions.list();
      const { id } = items.find(({ current }) => !current) ?? { id: '' };
      await client.auth.sessions.revoke({ id });
      await expect(elsewhere.auth.me()).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    });

    test('they count a caller’s requests together', async () => {
      const { client, storage } = await signUp(0, 'lise');
      await client.auth.me();
      const tokens = await storage.get();
      const remaining = async (node: number) => {
        const response = await fetch(`${urlOf(node)}/api/tweets`, {
          headers: { authorization: `Bearer ${tokens?.accessToken}` },
        });
        return Number(response.headers.get('ratelimit-remaining'));
      };
      const first = await remaining(0);
      expect([await remaining(1), await remaining(0), await remaining(1)]).toEqual([
        first - 1,
        first - 2,
        first - 3,
      ]);
    });

    test('a search on one finds what was written on the other', async () => {
      const { client } = await signUp(0, 'emmy');
      const { id } = await client.tweets.create({ text: 'invariants of differential expressions' });
      const reader = await signUp(1, 'sofya');
      const find = async () => {
        const { items } = await reader.client.search.tweets({ q: 'differential' });
        return items.map(({ tweet }) => tweet.id);
      };
      await expect.poll(find).toEqual([id]);
    });

    const urlOf = (node: number) => installation.api[node]?.url ?? '';
    const clientOf = (node: number) => createClient({ baseUrl: urlOf(node), transport: 'websocket' });

    async function signUp(node: number, username: string) {
      const password = randomUUID();
      const storage = memoryStorage();
      const client = createClient({ baseUrl: urlOf(node), transport: 'websocket', storage });
      const { user } = await client.auth.register({ username, email: `${username}@example.org`, password });
      return { client, storage, password, id: user.id };
    }
  },
);

/** Reads on until the stream brings the tweet. */
async function hear(stream: ReturnType<DunlinClient['timelines']['onHome']>, id: string): Promise<void> {
  for (;;) {
    const { value } = await stream.next();
    if (!value) throw new Error('the stream has ended');
    if (value.type === 'tweet' && value.tweet.id === id) return;
  }
}
