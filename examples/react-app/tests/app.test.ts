import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type DunlinClient } from '@dunlin/sdk';
import { makePhoto } from '@dunlin/testing/sample-media';
import { type ServerProcess, startServerProcess } from '@dunlin/testing/server-process';
import { chromium, type Page } from 'playwright-core';
import { build, type PreviewServer, preview } from 'vite';
import { expect, test } from 'vitest';

const executablePath = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));
// biome-ignore lint/style/noProcessEnv: tells CI from a developer's machine, and where to keep pictures of the pages
const { DUNLIN_REQUIRE_ALL, DUNLIN_SCREENSHOTS } = process.env;
const password = 'correct horse';

test.runIf(executablePath !== undefined || DUNLIN_REQUIRE_ALL === '1')(
  'the app in a browser: sign up, post with a picture, live home without a jump, like, follow, notifications, sign out',
  async () => {
    await using stack = new AsyncDisposableStack();
    const { url, page, complaints } = await openApp(stack);
    const friend = await register(url.server, 'friend');

    await page.goto(url.app);
    await signUp(page, 'ada');
    await post(page, 'Hello from the app', await makePhoto({ width: 400, height: 300 }));
    const own = page.locator('article', { hasText: 'Hello from the app' });
    await own.getByRole('img', { name: 'A heron' }).waitFor();
    await screenshot(page, 'posted');

    await page.getByRole('button', { name: 'People' }).click();
    await page.locator('article', { hasText: 'friend' }).getByRole('button', { name: 'Follow' }).click();
    await page.getByRole('button', { name: 'Following' }).waitFor();
    await page.getByRole('button', { name: 'Home' }).click();
    await own.waitFor();

    for (let index = 1; index <= 12; index++) await friend.tweets.create({ text: `news ${index}` });
    const news = page.getByRole('button', { name: '12 new' });
    await news.waitFor();
    expect(await page.locator('article').count()).toBe(1);
    await screenshot(page, '12-new');
    await news.click();
    await page.locator('article', { hasText: 'news 12' }).waitFor();
    expect(await page.locator('article p').allTextContents()).toContain('news 1');

    const [liked] = (
      await friend.users.tweets({ id: (await friend.users.getByUsername({ username: 'ada' })).id })
    ).items;
    await friend.likes.create({ id: liked?.id ?? '' });
    await own.getByRole('button', { name: 'Like' }).filter({ hasText: '1' }).waitFor();
    await page.locator('.badge', { hasText: '1' }).waitFor();
    await page.locator('article', { hasText: 'news 12' }).getByRole('button', { name: 'Like' }).click();
    await page.locator('[aria-label=Like][aria-pressed=true]').waitFor();
    await page.getByRole('button', { name: 'Notifications' }).click();
    await page.locator('article', { hasText: 'friend liked' }).waitFor();
    await screenshot(page, 'notifications');
    await page.getByRole('button', { name: 'Mark 1 as read' }).click();
    await expect.poll(() => page.locator('.badge').count()).toBe(0);

    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign up' }).waitFor();
    expect(await page.content()).not.toContain('Hello from the app');
    expect(complaints).toEqual([]);
  },
);

test.runIf(executablePath !== undefined || DUNLIN_REQUIRE_ALL === '1')(
  'a reader who has scrolled stays where they are when new tweets come, and the end of the list loads more',
  async () => {
    await using stack = new AsyncDisposableStack();
    const { url, page } = await openApp(stack);
    await page.goto(url.app);
    await signUp(page, 'bob');
    const bob = await signIn(url.server, 'bob');
    for (let index = 1; index <= 50; index++) await bob.tweets.create({ text: `tweet ${index}` });
    await page.reload();
    await page.locator('article', { hasText: 'tweet 50' }).waitFor();
    const tenth = page.getByText('tweet 10', { exact: true });
    await expect
      .poll(async () => {
        await page.mouse.wheel(0, 2_000);
        return tenth.count();
      })
      .toBe(1);
    const first = page.getByText('tweet 30', { exact: true });
    await first.scrollIntoViewIfNeeded();
    const before = await first.boundingBox();

    for (let index = 51; index <= 55; index++) await bob.tweets.create({ text: `tweet ${index}` });
    await page.getByRole('button', { name: '5 new' }).waitFor({ state: 'attached' });

    const moved = Math.abs(((await first.boundingBox())?.y ?? 0) - (before?.y ?? 0));
    expect(moved).toBeLessThan(2);
    await screenshot(page, 'scrolled');
  },
);

/** The built app before a server of its own, in a browser. */
async function openApp(stack: AsyncDisposableStack) {
  const folder = await mkdtemp(join(tmpdir(), 'dunlin-react-app-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const server: ServerProcess = stack.use(
    await startServerProcess({
      env: { DATA_DIR: join(folder, 'data') },
      logFile: join(folder, 'server.log'),
    }),
  );
  const root = join(import.meta.dirname, '..');
  const outDir = join(folder, 'dist');
  await build({ root, configFile: false, logLevel: 'error', build: { outDir } });
  const proxy = { '/trpc': { target: server.url, ws: true }, '/api': server.url };
  const host: PreviewServer = await preview({
    ...{ root, configFile: false, logLevel: 'error', build: { outDir } },
    preview: { port: 0, host: '127.0.0.1', proxy },
  });
  stack.defer(() => host.close());
  if (executablePath === undefined) throw new Error('Chromium is missing: apt-get install chromium');
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
  });
  stack.defer(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 600, height: 800 } });
  const complaints: string[] = [];
  page.on('pageerror', (error) => void complaints.push(error.message));
  const app = host.resolvedUrls?.local[0] ?? '';
  return { page, complaints, url: { app, server: server.url } };
}

async function signUp(page: Page, username: string): Promise<void> {
  const form = page.locator('form', { hasText: 'Sign up' });
  await form.getByPlaceholder('Username').fill(username);
  await form.getByPlaceholder('E-mail').fill(`${username}@example.org`);
  await form.getByPlaceholder('Password').fill(password);
  await form.getByRole('button').click();
  await page.getByText(`Sign out @${username}`).waitFor();
}

async function post(page: Page, text: string, photo: Buffer): Promise<void> {
  await page.getByPlaceholder('What is happening?').fill(text);
  await page
    .getByLabel('Pictures')
    .setInputFiles({ name: 'heron.jpg', mimeType: 'image/jpeg', buffer: photo });
  await page.getByPlaceholder('What is there to see?').fill('A heron');
  await page.getByRole('button', { name: 'Post' }).click();
}

async function register(baseUrl: string, username: string): Promise<DunlinClient> {
  const client = createClient({ baseUrl });
  await client.auth.register({ username, email: `${username}@example.org`, password });
  return client;
}

async function signIn(baseUrl: string, username: string): Promise<DunlinClient> {
  const client = createClient({ baseUrl });
  await client.auth.login({ username, password });
  return client;
}

async function screenshot(page: Page, name: string): Promise<void> {
  if (DUNLIN_SCREENSHOTS) await page.screenshot({ path: join(DUNLIN_SCREENSHOTS, `${name}.png`) });
}
