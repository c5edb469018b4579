import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const executablePath = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));
/** Without a browser that is left out, but not in CI. */
export const canOpen = executablePath !== undefined || process.env.DUNLIN_REQUIRE_ALL === '1';

/** Reads the pages from the disk as their reader does: a guide, and a function found by its name. @throws Error */
export async function openSite(folder: string): Promise<void> {
  if (executablePath === undefined) throw new Error('Chromium is missing: apt-get install chromium');
  await using browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  const page = await browser.newPage();
  await page.goto(pathToFileURL(join(folder, 'index.html')).href);
  await page.getByRole('link', { name: 'First app' }).first().click();
  await page.getByRole('heading', { name: 'Somebody to follow' }).waitFor();
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('combobox').fill('uploadMedia');
  await page.locator('#tsd-search-results a, #tsd-search a').first().click();
  await page.getByRole('heading', { name: 'uploadMedia' }).first().waitFor();
}
