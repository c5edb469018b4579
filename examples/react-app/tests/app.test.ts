import { join } from 'node:path';
import { canRunBrowser } from '@dunlin/harness/browser';
import { makePhoto, makeVideo } from '@dunlin/harness/sample-media';
import { createClient } from '@dunlin/sdk';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenedApp, openApp } from './opened-app.ts';

// biome-ignore lint/style/noProcessEnv: where a developer wants pictures of the pages, if anywhere
const { DUNLIN_SCREENSHOTS } = process.env;
const password = 'correct horse';

describe.runIf(canRunBrowser)('the app in a browser', { timeout: 300_000 }, () => {
  let app: OpenedApp;
  beforeAll(async () => {
    app = await openApp();
  }, 300_000);
  afterAll(() => app[Symbol.asyncDispose]());

  test('from signing up to signing out: a picture, a live timeline, likes, follows, notifications', async () => {
    await using opened = await app.openPage();
    const { page, errors } = opened;
    const friend = createClient({ baseUrl: app.serverUrl });
    await friend.auth.register({ username: 'friend', email: 'friend@example.org', password });

    await signUp(page, 'ada');
    await post(page, 'Hello from the app');
    const own = page.locator('article', { hasText: 'Hello from the app' });
    await own.getByRole('img', { name: 'A heron' }).waitFor();
    await screenshot(page, 'posted');

    await page.getByRole('button', { name: 'People' }).click();
    await page.locator('article', { hasText: 'friend' }).getByRole('button', { name: 'Follow' }).click();
    await page.getByRole('button', { name: 'Following' }).waitFor();
    await page.getByRole('button', { name: 'Home' }).click();
    await own.waitFor();

    for (let index = 1; index <= 12; index++) await friend.tweets.create({ text: `news ${index}` });
    await page.getByRole('button', { name: '12 new' }).waitFor();
    expect(await page.locator('article').count()).toBe(1);
    await screenshot(page, '12-new');
    await page.getByRole('button', { name: '12 new' }).click();
    await page.getByText('news 12', { exact: true }).waitFor();
    expect(await page.locator('article').count()).toBe(13);

    const ada = await friend.users.getByUsername({ username: 'ada' });
    for await (const { id } of friend.users.tweets.items({ id: ada.id })) await friend.likes.create({ id });
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
    expect(await page.content()).not.toContain('friend');
    expect(errors).toEqual([]);
  });

  test('a refused sign-up leaves what was written, and says why', async () => {
    await using opened = await app.openPage();
    const { page } = opened;
    const form = page.getByRole('form', { name: 'Sign up' });
    await form.getByLabel('Username').fill('cleo');
    await form.getByLabel('E-mail').fill('cleo@example.org');
    await form.getByLabel('Password').fill('short');
    await form.getByRole('button').click();
    await form.getByRole('alert').waitFor();
    await screenshot(page, 'refused');

    expect(await form.getByLabel('Username').inputValue()).toBe('cleo');
    expect(await form.getByLabel('E-mail').inputValue()).toBe('cleo@example.org');
    expect(await form.getByLabel('Password').getAttribute('autocomplete')).toBe('new-password');
    await form.getByLabel('Password').fill(password);
    await form.getByRole('button').click();
    await page.getByText('Sign out @cleo').waitFor();
  });

  test('a video plays as one, lists say that they cannot be read, and a sign-out that fails says so', async () => {
    await using opened = await app.openPage();
    const { page, errors } = opened;
    await createClient({ baseUrl: app.serverUrl }).auth.register({
      username: 'erin',
      email: 'erin@example.org',
      password,
    });
    await signUp(page, 'dan');
    const buffer = await makeVideo({ width: 320, height: 240 });
    await page.getByLabel('New tweet').fill('Look at this');
    await page
      .getByLabel('Pictures and videos')
      .setInputFiles({ name: 'gull.mp4', mimeType: 'video/mp4', buffer });
    await page.getByLabel('What is there to see in gull.mp4?').fill('A gull');
    await page.getByRole('button', { name: 'Post' }).click();
    const video = page.locator('article video');
    await video.waitFor();
    expect(await video.getAttribute('aria-label')).toBe('A gull');
    await screenshot(page, 'video');

    await page.route('**/trpc/auth.logout**', (route) => route.abort());
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.locator('nav [role=alert]').waitFor({ timeout: 90_000 });
    await page.unroute('**/trpc/auth.logout**');

    await page.route('**/trpc/users.list**', (route) => route.abort());
    await page.getByRole('button', { name: 'People' }).click();
    const people = page.getByRole('region', { name: 'People' });
    await people.getByText('Loading…').waitFor();
    await people.getByRole('alert').waitFor({ timeout: 90_000 });
    await screenshot(page, 'people-failed');
    await page.unroute('**/trpc/users.list**');
    await people.getByRole('button', { name: 'Try again' }).click();
    await people.getByText('@erin').waitFor();
    await page.getByRole('button', { name: 'Notifications' }).click();
    await page.getByText('Nothing has happened yet.').waitFor();
    expect(errors).toEqual([]);
  });

  test('who has scrolled stays where they are when tweets come, and the end of the list loads more', async () => {
    await using opened = await app.openPage();
    const { page } = opened;
    await signUp(page, 'bob');
    const bob = createClient({ baseUrl: app.serverUrl });
    await bob.auth.login({ username: 'bob', password });
    for (let index = 1; index <= 50; index++) await bob.tweets.create({ text: `tweet ${index}` });
    await page.reload();
    await page.getByText('tweet 50', { exact: true }).waitFor();
    await expect
      .poll(
        async () => {
          await page.mouse.wheel(0, 2_000);
          return page.getByText('tweet 10', { exact: true }).count();
        },
        { timeout: 30_000 },
      )
      .toBe(1);
    const read = page.getByText('tweet 30', { exact: true });
    await read.scrollIntoViewIfNeeded();
    const before = await read.boundingBox();

    for (let index = 51; index <= 55; index++) await bob.tweets.create({ text: `tweet ${index}` });
    await page.getByRole('button', { name: '5 new' }).waitFor();

    expect(Math.abs(((await read.boundingBox())?.y ?? 0) - (before?.y ?? 0))).toBeLessThan(2);
    await screenshot(page, 'scrolled');
  });
});

async function signUp(page: Page, username: string): Promise<void> {
  const form = page.getByRole('form', { name: 'Sign up' });
  await form.getByLabel('Username').fill(username);
  await form.getByLabel('E-mail').fill(`${username}@example.org`);
  await form.getByLabel('Password').fill(password);
  await form.getByRole('button').click();
  await page.getByText(`Sign out @${username}`).waitFor();
}

async function post(page: Page, text: string): Promise<void> {
  const buffer = await makePhoto({ width: 400, height: 300 });
  await page.getByPlaceholder('What is happening?').fill(text);
  await page
    .getByLabel('Pictures and videos')
    .setInputFiles({ name: 'heron.jpg', mimeType: 'image/jpeg', buffer });
  await page.getByPlaceholder('What is there to see?').fill('A heron');
  await page.getByRole('button', { name: 'Post' }).click();
}

async function screenshot(page: Page, name: string): Promise<void> {
  if (DUNLIN_SCREENSHOTS) await page.screenshot({ path: join(DUNLIN_SCREENSHOTS, `${name}.png`) });
}
