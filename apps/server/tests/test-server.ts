import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, testSecret, testSettings } from '@dunlin/harness';
import { inject } from 'vitest';
import { type App, type AppOptions, startApp } from '../src/app.ts';
import { type Config, loadConfig } from '../src/startup/config.ts';

export interface TestServer extends App {
  config: Config;
  /** Sends one request; a body that is not a string is sent as JSON. */
  request(method: string, path: string, options?: RequestOptions): Promise<Answer>;
  /** Registers an account over REST. */
  register(username: string): Promise<Account>;
}

export interface Account {
  id: string;
  token: string;
}

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests assert what an answer holds; its type would say nothing.
  body: any;
}

export interface RequestOptions {
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface TestServerOptions {
  environment?: Record<string, string>;
  /** Another server of the same installation, whose database it shares. */
  peer?: { config: Pick<Config, 'database'> };
}

/** The whole server on a free port, on a database of its own in the cluster of the test run. */
export async function startTestServer({
  environment = {},
  settings,
  peer,
  ...options
}: AppOptions & TestServerOptions = {}): Promise<TestServer> {
  await using stack = new AsyncDisposableStack();
  const database =
    peer?.config.database ??
    ({ type: 'external', url: stack.use(await createTestDatabase(inject('postgresUrl'))).url } as const);
  const folder = await mkdtemp(join(tmpdir(), 'dunlin-server-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const config: Config = {
    ...loadConfig({ DATA_DIR: folder, ...environment }),
    port: 0,
    database,
    secret: { type: 'given', value: testSecret },
    logLevel: 'silent',
  };
  const app = stack.use(await startApp(config, { ...options, settings: { ...testSettings, ...settings } }));
  const request: TestServer['request'] = (method, path, requestOptions) =>
    send(`${app.url}${path}`, { method, ...requestOptions });
  const owned = stack.move();
  return {
    ...app,
    config,
    request,
    async register(username) {
      const body = { username, email: `${username}@example.org`, password: randomUUID() };
      const answer = await request('POST', '/auth/register', { body });
      return { id: answer.body.user.id, token: answer.body.accessToken };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function send(
  url: string,
  { method, token, body, headers }: RequestOptions & { method: string },
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = text !== '' && response.headers.get('content-type')?.includes('json');
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}
