import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '@dunlin/harness/create-random';
import { startServerProcess } from '@dunlin/harness/server-process';
import { createClient } from '@dunlin/sdk';
import { expect, test } from 'vitest';
import { live } from '../src/live.ts';
import { password } from '../src/person.ts';
import { seed } from '../src/seed.ts';

test('a small community talks, shows pictures, and goes on talking', { timeout: 120_000 }, async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dunlin-demo-'));
  await using server = await startServerProcess({
    env: { DATA_DIR: join(folder.path, 'data'), LOG_LEVEL: 'warn' },
    logFile: join(folder.path, 'server.log'),
  });
  const random = createRandom(40);
  const community = await seed(server.url, { random, size: 5 });
  const client = createClient({ baseUrl: server.url });
  await client.auth.login({ username: 'ada', password });
  const home = await client.timelines.home({ limit: 100 });
  expect(home.items.some(({ media }) => media.some(({ kind }) => kind === 'image'))).toBe(true);
  expect(home.items.some(({ replyToId }) => replyToId !== null)).toBe(true);
  const stopping = new AbortController();
  const going = live(community, { random, signal: stopping.signal, everyMs: 5 });
  const countActs = async () =>
    (await Promise.all(community.map(({ id }) => client.users.get({ id })))).reduce(
      (sum, { tweetCount }) => sum + tweetCount,
      0,
    );
  const before = await countActs();
  await expect.poll(countActs, { timeout: 30_000 }).toBeGreaterThan(before);
  stopping.abort();
  await going;
});
