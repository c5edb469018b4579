import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canRunBrowser } from '@dunlin/harness/browser';
import { expect, test } from 'vitest';
import { checkAccessibility } from './check-accessibility.ts';
import { openSite, signIn } from './opened-site.ts';
import { takeScreenshots } from './take-screenshots.ts';

const logo =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><circle cx="12" cy="12" r="11" fill="#e0b000"/></svg>';

test.runIf(canRunBrowser)(
  'a server has the name, the logo and the colour of its host, as text and readable in both themes',
  { timeout: 300_000 },
  async () => {
    await using stack = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), 'dunlin-brand-'));
    stack.defer(() => rm(folder, { recursive: true, force: true }));
    const file = join(folder, 'sun.svg');
    await writeFile(file, logo);
    const name = '</title><b>"Wat & Watt"';
    const site = stack.use(
      await openSite({ env: { DUNLIN_NAME: name, DUNLIN_LOGO: file, DUNLIN_ACCENT: '#ffe100' } }),
    );
    const ada = await site.register('ada');
    await ada.client.tweets.create({ text: 'Under a flag of #yellow' });

    const opened = stack.use(await site.openPage('/@ada'));
    const { page, errors } = opened;
    await page.getByText('Under a flag').waitFor();
    expect(await page.title()).toBe(`Ada (@ada) · ${name}`);
    const isDrawn = (selector: string) =>
      page.evaluate(`document.querySelector('${selector}')?.naturalWidth > 0`);
    await expect.poll(() => isDrawn('.visitor-name img')).toBe(true);
    expect(await page.locator('meta[property="og:site_name"]').getAttribute('content')).toBe(name);
    await checkAccessibility(page);
    await takeScreenshots(page, 'brand-visitor');

    await page.goto(`${site.url}/`);
    await page.getByText(name, { exact: true }).waitFor();
    expect(await page.title()).toBe(`Sign in · ${name}`);
    await checkAccessibility(page);
    await takeScreenshots(page, 'brand-sign-in');
    await signIn(page, 'ada');
    await page.getByText('Under a flag').waitFor();
    await expect.poll(() => isDrawn('.logo img')).toBe(true);
    await checkAccessibility(page);
    await takeScreenshots(page, 'brand-home');
    expect(errors).toEqual([]);
  },
);
