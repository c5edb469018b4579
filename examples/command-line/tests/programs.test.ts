import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makePhoto } from '@dunlin/harness/sample-media';
import { type ServerProcess, startServerProcess } from '@dunlin/harness/server-process';
import { createClient, type DunlinClient, type Tweet } from '@dunlin/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startProgram } from './start-program.ts';

const password = 'correct horse';
let folder: string;
let server: ServerProcess;
let friend: DunlinClient;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dunlin-programs-'));
  server = await startServerProcess({
    env: { DATA_DIR: join(folder, 'data') },
    logFile: join(folder, 'server.log'),
  });
  friend = await register('friend');
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

test('the bot answers each mention once, though it is killed and was away', async () => {
  await register('bot');
  const mentions: Tweet[] = [];
  const mention = async () =>
    void mentions.push(await friend.tweets.create({ text: `@bot number ${mentions.length}` }));
  const listAnswers = async () => {
    const answers: string[] = [];
    for (const { id } of mentions)
      for await (const reply of friend.tweets.replies.items({ id })) answers.push(`${reply.replyToId}`);
    return answers;
  };
  await mention();
  for (let round = 0; round < 3; round++) {
    await using bot = start('bot');
    for (let index = 0; index < 5; index++) await mention();
    await expect.poll(() => bot.output).toContain('answered @friend');
    bot.kill();
  }
  await using bot = start('bot');
  await mention();
  await expect.poll(listAnswers).toHaveLength(mentions.length);
  expect((await listAnswers()).sort()).toEqual(mentions.map(({ id }) => id).sort());
  expect(await bot.stop()).toBe(0);
});

test('the timeline shows what is there, and what comes', async () => {
  const reader = await register('reader');
  const { id } = await friend.auth.me();
  await reader.follows.create({ id });
  await friend.tweets.create({ text: 'before' });
  await using timeline = start('timeline', { username: 'reader' });
  await expect.poll(() => timeline.output).toContain('before');
  await friend.tweets.create({ text: 'and after' });
  await expect.poll(() => timeline.output).toMatch(/@friend .*\nbefore\n\n@friend .*\nand after\n/);
  expect(await timeline.stop()).toBe(0);
});

test('a folder is posted file by file, each once, though the program is killed', async () => {
  const { id } = await (await register('ringer')).auth.me();
  const pictures = join(folder, 'pictures');
  await mkdirWith(pictures, {
    'heron.jpg': await makePhoto({ width: 64, height: 48 }),
    'large wader.jpg': await makePhoto({ width: 1600, height: 1200 }, { noise: true }),
    'notes.txt': Buffer.from('not a picture'),
  });
  {
    await using killed = start('upload-folder', { username: 'ringer', args: [pictures] });
    await expect.poll(() => killed.output).toMatch(/wader.jpg \d+ %/);
    killed.kill();
  }
  await using again = start('upload-folder', { username: 'ringer', args: [pictures] });
  expect(await again.ended).toBe(0);
  const tweets = (await friend.users.tweets({ id })).items;
  expect(tweets.map(({ media }) => media.map(({ status }) => status))).toEqual([['ready'], ['ready']]);

  await using third = start('upload-folder', { username: 'ringer', args: [pictures] });
  expect([await third.ended, third.output]).toEqual([0, '']);
});

test('who is not known is told so in a line', async () => {
  await using bot = start('bot', { username: 'nobody' });
  expect(await bot.ended).toBe(1);
  expect(bot.output).toMatch(/^INVALID_CREDENTIALS: .+\n$/);
  await using unnamed = start('bot', { username: '' });
  expect(await unnamed.ended).toBe(1);
  expect(unnamed.output).toContain('Set DUNLIN_USERNAME');
});

async function register(username: string): Promise<DunlinClient> {
  const client = createClient({ baseUrl: server.url });
  await client.auth.register({ username, email: `${username}@example.org`, password });
  return client;
}

function start(name: string, { username = 'bot', args = [] }: { username?: string; args?: string[] } = {}) {
  const env = { DUNLIN_URL: server.url, DUNLIN_USERNAME: username, DUNLIN_PASSWORD: password };
  return startProgram(join(import.meta.dirname, `../src/${name}.ts`), { env, args });
}

async function mkdirWith(path: string, files: Record<string, Buffer>): Promise<void> {
  await mkdir(path);
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(path, name), bytes);
}
