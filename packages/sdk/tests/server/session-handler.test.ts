import { afterEach, describe, expect, test, vi } from 'vitest';
import { cookieStorage, createClient, type Fetch, type SessionChange } from '../../src/index.ts';
import { createServerSessions, type ServerSessions } from '../../src/server.ts';
import { useTestServer } from '../use-test-server.ts';
import { createCookieJar } from './cookie-jar.ts';

const { server } = await useTestServer();

const password = 'correct horse';
const origin = 'https://app.example';

afterEach(() => vi.unstubAllGlobals());

describe('a page whose session is in a cookie', () => {
  test('signs up, reads and writes, and never has the refresh token', async () => {
    const browser = openBrowser();
    const { client, storage } = browser.loadPage();

    const answer = await client.auth.register({ username: 'alice', email: 'alice@example.org', password });
    await client.tweets.create({ text: 'from a page' });

    expect((await client.timelines.home()).items).toMatchObject([{ text: 'from a page' }]);
    expect(client.session.current?.userId).toBe(answer.user.id);
    const { refreshToken } = browser.tokens();
    expect(refreshToken).toEqual(expect.any(String));
    expect(JSON.stringify([answer, await storage.get()])).not.toContain(refreshToken);
    expect(browser.scriptCookies()).not.toContain(refreshToken);
  });

  test('is signed in when it is loaded again, and spends no refresh token by that', async () => {
    const browser = openBrowser();
    const { user } = await browser
      .loadPage()
      .client.auth.register({ username: 'bob', email: 'bob@example.org', password });
    const before = browser.tokens();
    const { client } = browser.loadPage();

    expect(client.session.current?.userId).toBe(user.id);
    expect(await client.auth.me()).toMatchObject({ username: 'bob' });

    expect(browser.tokens()).toEqual(before);
  });

  test('goes on with new tokens when its own are about to expire', async () => {
    let clock = Date.now();
    const browser = openBrowser({ now: () => clock });
    const { client } = browser.loadPage();
    await client.auth.register({ username: 'carol', email: 'carol@example.org', password });
    const before = browser.tokens();

    clock += 14 * 60_000;
    expect(await client.auth.me()).toMatchObject({ username: 'carol' });

    expect(browser.tokens().refreshToken).not.toBe(before.refreshToken);
  });

  test('changes its password and goes on, and another page of the browser with it', async () => {
    const browser = openBrowser();
    const { client } = browser.loadPage();
    await client.auth.register({ username: 'dora', email: 'dora@example.org', password });
    const other = browser.loadPage().client;
    await other.auth.me();

    await client.auth.changePassword({ currentPassword: password, newPassword: 'battery staple' });

    expect(await client.auth.me()).toMatchObject({ username: 'dora' });
    expect(await other.auth.me()).toMatchObject({ username: 'dora' });
  });

  test('signs out in all pages of the browser, and both cookies are gone', async () => {
    const browser = openBrowser();
    const { client } = browser.loadPage();
    await client.auth.register({ username: 'erin', email: 'erin@example.org', password });
    const other = browser.loadPage().client;
    const changes: string[] = [];
    const stop = other.session.onChange(({ type }) => changes.push(type));

    await client.auth.logout();

    await expect.poll(() => changes).toEqual(['signedOut']);
    expect(browser.jar.cookies.size).toBe(0);
    await expect(other.auth.me()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    stop();
  });

  test('hears of the other pages by one channel, however many listen, and lets go of it', () => {
    const open = new Set<object>();
    vi.stubGlobal(
      'BroadcastChannel',
      class extends BroadcastChannel {
        constructor(name: string) {
          super(name);
          open.add(this);
        }
        override close() {
          open.delete(this);
          super.close();
        }
      },
    );
    const { client } = openBrowser().loadPage();

    const stops = Array.from({ length: 10 }, () => client.session.onChange(() => {}));
    expect(open.size).toBe(1);
    for (const stop of stops) stop();

    expect(open.size).toBe(0);
  });

  test('ends with the session of another page when somebody else signs in there', async () => {
    const browser = openBrowser();
    const { client } = browser.loadPage();
    await client.auth.register({ username: 'frank', email: 'frank@example.org', password });
    const other = browser.loadPage().client;

    const { user } = await other.auth.register({ username: 'grace', email: 'grace@example.org', password });

    await expect(client.tweets.create({ text: 'as whom?' })).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    expect(client.session.current?.userId).toBe(user.id);
    expect(await client.auth.me()).toMatchObject({ username: 'grace' });
  });

  test('learns that its session was ended elsewhere, and the cookies are gone', async () => {
    const browser = openBrowser();
    const { client } = browser.loadPage();
    await client.auth.register({ username: 'heidi', email: 'heidi@example.org', password });
    const elsewhere = createClient({ baseUrl: server.url });
    await elsewhere.auth.login({ username: 'heidi', password });
    const changes: SessionChange[] = [];
    client.session.onChange((change) => changes.push(change));

    await elsewhere.auth.changePassword({ currentPassword: password, newPassword: 'battery staple' });

    await expect(client.auth.me()).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    expect(changes).toMatchObject([{ type: 'ended', reason: 'revoked' }]);
    expect(browser.jar.cookies.size).toBe(0);
  });

  test('is told what was wrong as the API says it', async () => {
    const { client } = openBrowser().loadPage();

    await expect(client.auth.login({ username: 'nobody', password })).rejects.toMatchObject({
      code: 'INVALID_CREDENTIALS',
      status: 401,
      requestId: expect.any(String),
    });
    await expect(client.auth.register({ username: 'x!', email: 'x', password: 'x' })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      issues: expect.arrayContaining([{ path: 'username', message: expect.any(String) }]),
    });
  });

  test('a server that cannot be reached signs nobody out', async () => {
    const browser = openBrowser();
    await browser.loadPage().client.auth.register({ username: 'ivan', email: 'ivan@example.org', password });
    const sessions = createServerSessions({
      baseUrl: server.url,
      retry: { maxRetries: 0 },
      fetch: () => Promise.reject(new TypeError('fetch failed')),
    });

    const answer = await sessions.handle(browser.request('auth.refresh', { refreshToken: '' }));

    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ error: { data: { code: 'UNAVAILABLE' } } });
    expect(answer.headers.getSetCookie().join()).not.toContain('Max-Age=0');
  });
});

describe('a request that no page of this origin sends', () => {
  const own = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json', origin };

  test.each([
    ['from another site', { ...own, 'sec-fetch-site': 'cross-site' }, 403],
    ['from another host of the site', { ...own, 'sec-fetch-site': 'same-site' }, 403],
    ['of another origin', { 'content-type': 'application/json', origin: 'https://evil.example' }, 403],
    ['of an opaque origin', { 'content-type': 'application/json', origin: 'null' }, 403],
    ['that says of no origin', { 'content-type': 'application/json' }, 403],
    ['as forms send it', { ...own, 'content-type': 'text/plain' }, 415],
  ])('is refused %s', async (_from, headers, status) => {
    const { sessions, body } = login();

    const answer = await sessions.handle(
      new Request(`${origin}/session/auth.login`, { method: 'POST', headers, body }),
    );

    expect(answer.status).toBe(status);
    expect(answer.headers.getSetCookie().join()).not.toMatch(/__Host-dunlin=[\w-]/);
  });

  test.each([
    ['another operation', 'auth.me', 'POST', '{}', 404],
    ['another method', 'auth.logout', 'PUT', '{}', 405],
    ['no JSON', 'auth.login', 'POST', '{', 400],
    ['no object', 'auth.login', 'POST', 'null', 400],
    ['more than anybody has to say', 'auth.login', 'POST', JSON.stringify({ a: 'x'.repeat(20_000) }), 413],
  ])('is refused with %s', async (_what, operation, method, body, status) => {
    const answer = await login().sessions.handle(
      new Request(`${origin}/session/${operation}`, { method, headers: own, body }),
    );

    expect(answer.status).toBe(status);
  });

  function login() {
    return {
      sessions: createServerSessions({ baseUrl: server.url }),
      body: JSON.stringify({ username: 'alice', password }),
    };
  }
});

/** A browser of one user: its cookies, and pages of one origin that share them. */
function openBrowser({ now = Date.now }: { now?: () => number } = {}) {
  const jar = createCookieJar();
  const sessions: ServerSessions = createServerSessions({
    ...{ baseUrl: server.url, now },
    sessionCookie: { sameSite: 'strict' },
  });
  const scriptCookies = () =>
    Array.from(jar.cookies, ([name, value]) => `${name}=${value}`)
      .filter((cookie) => cookie.startsWith('__Host-dunlin-session='))
      .join('; ');
  vi.stubGlobal('document', {
    get cookie() {
      return scriptCookies();
    },
    set cookie(text: string) {
      jar.take([text]);
    },
  });
  const request = (operation: string, input: object) =>
    new Request(`${origin}/session/${operation}`, {
      method: 'POST',
      headers: { cookie: jar.header(), origin, 'content-type': 'application/json' },
      body: JSON.stringify(input),
    });
  const fetch: Fetch = async (url, init) => {
    const [, operation] = /^\/session\/(.*)$/.exec(String(url)) ?? [];
    if (operation === undefined) return globalThis.fetch(url, init);
    const answer = await sessions.handle(request(operation, JSON.parse(String(init?.body))));
    jar.take(answer.headers.getSetCookie());
    return answer;
  };
  return {
    ...{ jar, scriptCookies, request },
    tokens: () => JSON.parse(Buffer.from(jar.cookies.get('__Host-dunlin') ?? '', 'base64url').toString()),
    loadPage() {
      const storage = cookieStorage();
      return { storage, client: createClient({ baseUrl: server.url, storage, fetch, now }) };
    },
  };
}
