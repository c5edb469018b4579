import { canRunBrowser } from '@dunlin/harness/browser';
import { makePhoto } from '@dunlin/harness/sample-media';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkAccessibility } from './check-accessibility.ts';
import { type OpenedSite, openSite, password, signIn } from './opened-site.ts';
import { takeScreenshots } from './take-screenshots.ts';

describe.runIf(canRunBrowser)('an account of one’s own', { timeout: 300_000 }, () => {
  let site: OpenedSite;
  beforeAll(async () => {
    site = await openSite();
  }, 300_000);
  afterAll(() => site[Symbol.asyncDispose]());

  test('analytics: what one has written and received, in charts and in a table of the same', async () => {
    const [ned, ola] = [await site.register('ned'), await site.register('ola')];
    const tweet = await ned.client.tweets.create({ text: 'Seen by Ola' });
    await ola.client.follows.create({ id: ned.id });
    await ola.client.likes.create({ id: tweet.id });
    const read = () => ned.client.analytics.account({ id: ned.id });
    await expect.poll(async () => (await read()).totals.likes).toBe(1);
    await using opened = await site.openPage('/');
    const { page, errors } = opened;
    await signIn(page, 'ned');
    await page.getByRole('button', { name: 'More pages' }).click();
    await page.getByRole('link', { name: 'Analytics' }).click();
    await page.getByRole('img', { name: /^Likes 1, most on / }).waitFor();
    await page.getByRole('img', { name: /^Quotes 0, nothing in these days/ }).waitFor();
    await checkAccessibility(page);
    await takeScreenshots(page, 'analytics');
    await page.getByLabel('Days', { exact: true }).selectOption('The last 7 days');
    await page.getByText('All of it as a table').click();
    await expect.poll(() => page.locator('.day-table tbody tr').count()).toBe(7);
    const today = page.locator('.day-table tbody tr').first().getByRole('cell');
    expect(await today.allTextContents()).toEqual(['0', '1', '0', '0', '0', '0', '1', '1']);
    await checkAccessibility(page);
    await takeScreenshots(page, 'analytics-table');
    await page.goto(`${site.url}/@ned/${tweet.id}`);
    await page
      .locator('article', { hasText: 'Seen by Ola' })
      .getByRole('button', { name: 'More actions' })
      .click();
    await page.getByRole('button', { name: 'Analytics' }).click();
    const dialog = page.getByRole('dialog', { name: 'Analytics of this tweet' });
    await dialog.getByRole('img', { name: /^Likes 1, most on / }).waitFor();
    await checkAccessibility(page);
    await takeScreenshots(page, 'analytics-of-tweet');
    expect(errors).toEqual([]);
  });

  test('settings: a picture and a banner, of which a part is chosen in the page', async () => {
    const max = await site.register('max');
    await using opened = await site.openPage('/settings/profile');
    const { page, errors } = opened;
    await signIn(page, 'max');
    const photo = {
      name: 'dunes.jpg',
      mimeType: 'image/jpeg',
      buffer: await makePhoto({ width: 900, height: 600 }),
    };
    await page.getByLabel('Change picture').setInputFiles(photo);
    const dialog = page.getByRole('dialog', { name: 'Your picture' });
    const frame = dialog.getByRole('group', { name: /The part that is shown/ });
    const before = await frame.boundingBox();
    await frame.focus();
    for (let press = 0; press < 5; press++) await page.keyboard.press('Shift+ArrowDown');
    await expect.poll(async () => (await frame.boundingBox())?.y).toBeGreaterThan((before?.y ?? 0) + 20);
    await checkAccessibility(page);
    await takeScreenshots(page, 'settings-crop');
    await dialog.getByRole('button', { name: 'Save' }).click();
    const profile = () => max.client.users.get({ id: max.id });
    await expect.poll(async () => (await profile()).avatarUrl).toMatch(/^\//);
    await page.getByText('Saved').waitFor();

    await page.getByLabel('Change banner').setInputFiles(photo);
    await page.getByRole('dialog', { name: 'Your banner' }).getByRole('button', { name: 'Save' }).click();
    await expect.poll(async () => (await profile()).bannerUrl).toMatch(/^\//);
    const banner = page.locator('main img.banner');
    await expect.poll(() => ratioOf(page, 'main img.banner')).toBe(3);
    await checkAccessibility(page);
    await takeScreenshots(page, 'settings-pictures');
    await page.goto(`${site.url}/@max`);
    await banner.waitFor();
    await expect.poll(() => ratioOf(page, 'main img.avatar')).toBe(1);
    await checkAccessibility(page);
    await takeScreenshots(page, 'profile-banner');

    await page.goto(`${site.url}/settings/profile`);
    const text = { name: 'not.png', mimeType: 'image/png', buffer: Buffer.from('no picture') };
    await page.getByLabel('Change picture').setInputFiles(text);
    await page.getByText('Files of this kind cannot be shown.').waitFor();
    await page.getByRole('button', { name: 'Remove picture' }).click();
    await expect.poll(async () => (await profile()).avatarUrl).toBeNull();
    expect(errors).toEqual([]);
  });

  test('settings: profile, privacy, password, devices, language, and the end of the account', async () => {
    const kim = await site.register('kim');
    await using opened = await site.openPage('/settings');
    const { page, errors } = opened;
    const open = async (name: string) => {
      await page.goto(`${site.url}/settings`);
      await page.locator('main').getByRole('link', { name, exact: true }).click();
    };
    await signIn(page, 'kim');
    await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
    await checkAccessibility(page);
    await takeScreenshots(page, 'settings');
    await open('Profile');
    await page.getByLabel('Name', { exact: true }).fill('Kim of the Coast');
    await page.getByLabel('Website').fill('kim.example');
    await checkAccessibility(page);
    await takeScreenshots(page, 'settings-profile');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved').waitFor();
    expect(await kim.client.users.get({ id: kim.id })).toMatchObject({
      displayName: 'Kim of the Coast',
      website: 'https://kim.example/',
    });
    await open('Privacy');
    await page.getByLabel('Private account').check();
    await expect.poll(async () => (await kim.client.users.get({ id: kim.id })).private).toBe(true);
    await page.getByLabel('Not in search engines').check();
    await expect.poll(async () => (await kim.client.users.get({ id: kim.id })).noIndex).toBe(true);
    await checkAccessibility(page);
    await open('Devices');
    await page
      .getByRole('button', { name: /Sign out/ })
      .last()
      .waitFor();
    await page.getByText('This device').waitFor();
    await checkAccessibility(page);
    await takeScreenshots(page, 'settings-devices');
    await open('Password');
    await page.getByLabel('Current password').fill('not this one');
    await page.getByLabel('New password').fill('battery staple');
    await checkAccessibility(page);
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('The name or the password is wrong.').waitFor();
    await page.getByLabel('Current password').fill(password);
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('Changed. Other devices were signed out.').waitFor();
    await open('Language');
    await page.getByLabel('Deutsch').click();
    await page.getByRole('link', { name: 'Mitteilungen' }).waitFor();
    await checkAccessibility(page);
    await page.reload();
    await page.getByLabel('English').click();
    await open('Delete account');
    await page.getByLabel('Your password').fill('battery staple');
    await checkAccessibility(page);
    await page.getByRole('button', { name: 'Delete my account' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(errors).toEqual([]);
  });
});

/** Width by height of a picture, once it is there. */
function ratioOf(page: Page, selector: string): Promise<number> {
  return page.evaluate(
    `(({ naturalWidth, naturalHeight }) => naturalWidth / naturalHeight)(document.querySelector('${selector}'))`,
  );
}
