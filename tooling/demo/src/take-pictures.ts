import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { launchBrowser } from '@dunlin/harness/browser';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { password } from './person.ts';

const pictures = [
  { name: 'home', path: '/', width: 1280, height: 860, colorScheme: 'light' },
  { name: 'notifications', path: '/notifications', width: 390, height: 780, colorScheme: 'light' },
  { name: 'profile', path: '/@bram', width: 390, height: 780, colorScheme: 'dark' },
] as const;

/** Writes what somebody who has signed in sees, small enough for a README. */
export async function takePictures(
  url: string,
  { username, folder }: { username: string; folder: string },
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const browser = await launchBrowser();
  try {
    for (const { name, path, width, height, colorScheme } of pictures) {
      const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale: 'en' });
      const page = await context.newPage();
      await page.goto(url);
      await signIn(page, username);
      await page.goto(`${url}${path}`);
      await page.locator('article').first().or(page.locator('li img')).first().waitFor();
      await page.waitForLoadState('networkidle');
      await sharp(await page.screenshot())
        .webp({ quality: 80 })
        .toFile(join(folder, `${name}.webp`));
      await context.close();
    }
  } finally {
    await browser.close();
  }
}

async function signIn(page: Page, username: string): Promise<void> {
  await page.getByLabel('Username or e-mail').fill(username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
}
