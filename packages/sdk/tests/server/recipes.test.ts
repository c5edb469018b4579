import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import { createExpressApp } from '../../examples/server/express-app.ts';
import { createHonoApp } from '../../examples/server/hono-app.ts';
import { createClient, type Tokens } from '../../src/index.ts';
import { expiredToken } from '../expired-token.ts';
import { useTestServer } from '../use-test-server.ts';
import { createCookieJar } from './cookie-jar.ts';

const { app, server } = await useTestServer();

const express = createServer(createExpressApp(server.url)).listen(0, '127.0.0.1');
await once(express, 'listening');
afterAll(() => void express.close());
// `as`: a TCP server that listens has an address with a port.
const { port } = express.address() as AddressInfo;
const hono = createHonoApp(server.url, () => '203.0.113.7');

describe.each<[string, (path: string, init?: RequestInit) => Response | Promise<Response>]>([
  ['express', (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init)],
  ['hono', (path, init) => hono.request(path, init)],
])('an app on %s', (framework, request) => {
  const password = 'correct horse';

  test('is signed in by its cookie from sign-in to sign-out, beyond the life of a token', async () => {
    const username = `ada_${framework}`;
    const elsewhere = createClient({ baseUrl: server.url });
    const { user } = await elsewhere.auth.register({ username, email: `${username}@example.org`, password });
    await elsewhere.tweets.create({ text: 'hello' });
    const browser = createBrowser(request);
    expect(await browser.get('/')).toBe('Please sign in.');

    await browser.post('/login', { username, password });
    expect(await browser.get('/')).toContain(`${username}: hello`);

    browser.change({ accessToken: await expiredToken(app, user), refreshAt: 1 });
    expect(await browser.get('/')).toContain(`${username}: hello`);
    expect(await browser.get('/')).toContain(`${username}: hello`);

    await browser.post('/logout');
    expect(browser.jar.cookies.size).toBe(0);
    expect(await browser.get('/')).toBe('Please sign in.');
  });

  test('asks whoever is still signed in by the cookie alone, as the session was ended elsewhere, to sign in', async () => {
    const username = `bob_${framework}`;
    const elsewhere = createClient({ baseUrl: server.url });
    await elsewhere.auth.register({ username, email: `${username}@example.org`, password });
    const browser = createBrowser(request);
    await browser.post('/login', { username, password });
    const { items } = await elsewhere.auth.sessions.list();
    for (const { id, current } of items) if (!current) await elsewhere.auth.sessions.revoke({ id });

    expect(await browser.get('/')).toBe('Please sign in.');
    await browser.post('/login', { username, password });
    expect(await browser.get('/')).not.toBe('Please sign in.');
  });
});

function createBrowser(request: (path: string, init?: RequestInit) => Response | Promise<Response>) {
  const jar = createCookieJar();
  const send = async (path: string, init: RequestInit = {}) => {
    const response = await request(path, { ...init, headers: { cookie: jar.header() }, redirect: 'manual' });
    jar.take(response.headers.getSetCookie());
    expect(response.headers.get('cache-control')).toBe('private, no-store');
    return response;
  };
  return {
    jar,
    get: async (path: string) => (await send(path)).text(),
    async post(path: string, form: Record<string, string> = {}) {
      expect((await send(path, { method: 'POST', body: new URLSearchParams(form) })).status).toBe(303);
    },
    change(changed: Partial<Tokens>) {
      const [[name, value] = ['', '']] = jar.cookies;
      const tokens = { ...JSON.parse(Buffer.from(value, 'base64url').toString()), ...changed };
      jar.cookies.set(name, Buffer.from(JSON.stringify(tokens)).toString('base64url'));
    },
  };
}
