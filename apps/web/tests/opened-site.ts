import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchBrowser } from '@dunlin/harness/browser';
import { startServerProcess } from '@dunlin/harness/server-process';
import { until } from '@dunlin/harness/until';
import { createClient, type DunlinClient } from '@dunlin/sdk';
import type { BrowserContextOptions, Page } from 'playwright-core';

export const password = 'correct horse';

/** A server of its own with its pages. */
export async function startSite(env: Record<string, string> = {}): Promise<StartedSite> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'dunlin-web-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const dataDir = join(folder, 'data');
  const { url } = stack.use(
    await startServerProcess({
      env: { DATA_DIR: dataDir, WEB: 'on', ...env },
      logFile: join(folder, 'server.log'),
    }),
  );
  await until(async () => (await fetch(url)).status === 200);
  const owned = stack.move();
  return {
    ...{ url, dataDir },
    createAdmin: (username) => createAdmin(dataDir, username),
    async register(username) {
      const client = createClient({ baseUrl: url });
      const email = `${username}@example.org`;
      const { user } = await client.auth.register({
        username,
        email,
        password,
        displayName: toName(username),
      });
      return { client, id: user.id };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** A server of its own with its pages, and a browser; with an admin of this name, if any is given. */
export async function openSite({ admin, env }: OpenSiteOptions = {}): Promise<OpenedSite> {
  await using stack = new AsyncDisposableStack();
  const { url, dataDir, register, createAdmin: create } = stack.use(await startSite(env));
  if (admin !== undefined) await create(admin);
  const browser = await launchBrowser();
  stack.defer(() => browser.close());
  const owned = stack.move();
  return {
    ...{ url, dataDir, register },
    async openPage(path = '/', options = {}) {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 900 },
        locale: 'en',
        ...options,
      });
      const page = await context.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => void errors.push(error.message));
      // What the policy of the page blocks, and keys that repeat, are told to the console alone.
      page.on('console', (message) => {
        if (message.type() === 'error' && !/Failed to load resource/.test(message.text()))
          errors.push(message.text());
      });
      await page.goto(`${url}${path}`);
      return { page, errors, [Symbol.asyncDispose]: () => context.close() };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** As a host does, beside the running server. */
async function createAdmin(dataDir: string, username: string): Promise<void> {
  const command = join(import.meta.dirname, '../../server/src/commands/admin-create.ts');
  const email = `${username}@example.org`;
  const child = spawn(process.execPath, [command, '--username', username, '--email', email], {
    env: { DATA_DIR: dataDir },
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  child.stdin.end(`${password}\n`);
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`admin-create ended with ${code}`);
}

export async function signIn(page: Page, username: string): Promise<void> {
  await sendSignIn(page, username);
  await page.getByRole('heading', { name: 'Home', level: 1 }).or(page.locator('#content')).first().waitFor();
}

export async function sendSignIn(page: Page, username: string): Promise<void> {
  await page.getByLabel('Username or e-mail').fill(username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

function toName(username: string): string {
  return `${username.slice(0, 1).toUpperCase()}${username.slice(1)}`;
}

export interface StartedSite extends AsyncDisposable {
  url: string;
  /** Its data; in `postgres/` stands how to connect to its database. */
  dataDir: string;
  /** Somebody who uses the API. */
  register(username: string): Promise<{ client: DunlinClient; id: string }>;
  createAdmin(username: string): Promise<void>;
}

export interface OpenedSite extends Omit<StartedSite, 'createAdmin'> {
  /** A page of somebody who has not been there before. */
  openPage(path?: string, options?: BrowserContextOptions): Promise<OpenedPage>;
}

export interface OpenedPage extends AsyncDisposable {
  page: Page;
  /** What nobody caught in it, and what its policy blocked. */
  errors: string[];
}

interface OpenSiteOptions {
  admin?: string;
  /** What the server is told besides. */
  env?: Record<string, string>;
}
