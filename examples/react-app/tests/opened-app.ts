import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchBrowser } from '@dunlin/harness/browser';
import { startServerProcess } from '@dunlin/harness/server-process';
import type { Page } from 'playwright-core';
import { build, preview } from 'vite';

/** The app, built, before a server of its own, in a browser. */
export async function openApp(): Promise<OpenedApp> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'dunlin-react-app-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const server = stack.use(
    await startServerProcess({
      env: { DATA_DIR: join(folder, 'data') },
      logFile: join(folder, 'server.log'),
    }),
  );
  const app = {
    root: join(import.meta.dirname, '..'),
    configFile: false,
    logLevel: 'error',
    build: { outDir: join(folder, 'dist') },
  } as const;
  await build(app);
  const proxy = { '/trpc': { target: server.url, ws: true }, '/api': server.url };
  const host = await preview({ ...app, logLevel: 'silent', preview: { port: 0, host: '127.0.0.1', proxy } });
  stack.defer(() => host.close());
  const browser = await launchBrowser();
  stack.defer(() => browser.close());
  const owned = stack.move();
  return {
    serverUrl: server.url,
    async openPage() {
      const context = await browser.newContext({ viewport: { width: 600, height: 800 } });
      const page = await context.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => void errors.push(error.message));
      await page.goto(host.resolvedUrls?.local[0] ?? '');
      return { page, errors, [Symbol.asyncDispose]: () => context.close() };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

export interface OpenedApp extends AsyncDisposable {
  serverUrl: string;
  /** A page of somebody who has not been there before. */
  openPage(): Promise<OpenedPage>;
}

export interface OpenedPage extends AsyncDisposable {
  page: Page;
  /** What nobody caught in it. */
  errors: string[];
}
