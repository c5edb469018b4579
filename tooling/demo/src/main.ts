import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '@dunlin/harness/create-random';
import { startServerProcess } from '@dunlin/harness/server-process';
import { live } from './live.ts';
import { password } from './person.ts';
import { seed } from './seed.ts';
import { takePictures } from './take-pictures.ts';

const { values } = parseArgs({
  options: { port: { type: 'string', default: '3000' }, pictures: { type: 'string' } },
});
const stopping = new AbortController();
const { signal } = stopping;
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopping.abort());
const folder = await mkdtemp(join(tmpdir(), 'dunlin-demo-'));
try {
  await run();
} catch (error) {
  if (!signal.aborted) throw error; // Its log stays to be read.
}
await rm(folder, { recursive: true, force: true });

async function run(): Promise<void> {
  console.log('Starting a server with a data folder of its own …');
  await using server = await startServerProcess({
    env: { DATA_DIR: join(folder, 'data'), PORT: values.port, WEB: 'on', LOG_LEVEL: 'warn' },
    logFile: join(folder, 'server.log'),
  });
  const random = createRandom(40);
  const community = await seed(server.url, {
    ...{ random, signal },
    onFirst: ({ username }) => welcome(server.url, username),
  });
  if (values.pictures === undefined) await live(community, { random, signal });
  else await takePictures(server.url, { username: community[0]?.username ?? '', folder: values.pictures });
}

function welcome(url: string, username: string): void {
  console.log(`
${url}
Sign in as ${username} with the password: ${password}
Forty people sign up now and start to talk; after some two minutes somebody does something every few seconds.
Ctrl+C ends it, and leaves nothing behind.`);
}
