import { basename } from 'node:path';
import { canRunBrowser, launchBrowser } from '@dunlin/harness/browser';
import { build } from 'esbuild';
import type { BrowserContext, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { createClient } from '../../src/index.ts';
import { useTestServer } from '../use-test-server.ts';
import type { App } from './app.ts';

declare const app: App;

const { server } = await useTestServer();

test.runIf(canRunBrowser)(
  'tabs of a browser hear of the session and of the line, and go on when it is back',
  async () => {
    const browser = await launchBrowser();
    try {
      const context = await browser.newContext();
      const loaded = await serveApp(context);
      const [tab, other] = [await openTab(context), await openTab(context)];
      const account = { username: 'ada', password: 'correct horse' };

      await tab.evaluate((input) => app.client.auth.register(input), {
        ...account,
        email: 'ada@example.org',
      });
      await expect.poll(() => other.evaluate(() => app.sessions)).toEqual(['signedIn']);
      expect(await other.evaluate(() => app.client.session.current?.userId)).toBe(
        await tab.evaluate(() => app.client.session.current?.userId),
      );

      expect([...loaded].filter((name) => name.startsWith('reader'))).toEqual([]);
      await tab.evaluate(() => void app.follow());
      await expect.poll(() => tab.evaluate(() => app.events)).toEqual(['checkpoint']);
      expect([...loaded].filter((name) => name.startsWith('reader'))).toHaveLength(1);

      await context.setOffline(true);
      server.dropConnections();
      await expect
        .poll(() => tab.evaluate(() => app.client.connection.lastError?.code))
        .toBe('NETWORK_ERROR');
      expect(await other.evaluate(() => app.client.connection.state)).toBe('offline');
      const elsewhere = createClient({ baseUrl: server.url });
      await elsewhere.auth.login(account);
      await elsewhere.tweets.create({ text: 'missed' });
      await context.setOffline(false);

      await expect.poll(() => tab.evaluate(() => app.events)).toContain('missed');
      expect(await tab.evaluate(() => app.states.slice(-3))).toEqual(['offline', 'unknown', 'online']);

      await other.evaluate(() => app.client.auth.logout());
      await expect.poll(() => tab.evaluate(() => app.sessions)).toEqual(['signedIn', 'signedOut']);
    } finally {
      await browser.close();
    }
  },
);

/** Answers for the app at the server's address, in the files that a bundler makes of it; returns the names of those asked for. */
async function serveApp(context: BrowserContext): Promise<Set<string>> {
  const bundle = await build({
    entryPoints: [`${import.meta.dirname}/app.ts`],
    ...{ bundle: true, splitting: true, format: 'esm', outdir: '/app', write: false },
  });
  const loaded = new Set<string>();
  await context.route(`${server.url}/app/*`, async (route) => {
    const name = basename(route.request().url());
    loaded.add(name);
    const file = bundle.outputFiles.find(({ path }) => basename(path) === name);
    await (file
      ? route.fulfill({ contentType: 'text/javascript', body: file.text })
      : route.fulfill({
          contentType: 'text/html',
          body: '<script type="module" src="/app/app.js"></script>',
        }));
  });
  return loaded;
}

async function openTab(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${server.url}/app/`);
  await page.waitForFunction(() => 'app' in globalThis);
  return page;
}
