import { describe, expect, test, vi } from 'vitest';
import type { DunlinError, Fetch, Tokens } from '../../src/index.ts';
import {
  createServerSessions,
  type ServerSessionsOptions,
  type SessionCookie,
  toSetCookie,
} from '../../src/server.ts';
import { waitUntilReady } from '../../src/upload.ts';
import { expiredToken } from '../expired-token.ts';
import { useTestServer } from '../use-test-server.ts';
import { createCookieJar } from './cookie-jar.ts';

const { app, server } = await useTestServer();

const password = 'correct horse';

describe('where no cookie can be set', () => {
  test('a page with an expired token signs nobody out: the next request is signed in', async () => {
    const { jar, sessions, expire } = await signUp('alice');
    await expire();
    server.paths.length = 0;

    // A server component, in an app that has forgotten to refresh before.
    const page = sessions.readOnlyClient({ cookie: jar.header() });
    await expect(page.auth.me()).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' });
    await expect(page.tweets.create({ text: 'late' })).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' });
    await expect(page.timelines.onHome().next()).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' });
    expect(server.paths).not.toContain('auth.refresh');

    // And the request after it, which may set cookies.
    const cookie = await sessions.refresh({ cookie: jar.header() }, jar.setCookie);
    expect(await sessions.readOnlyClient({ cookie }).auth.me()).toMatchObject({ username: 'alice' });
    expect(await sessions.readOnlyClient({ cookie: jar.header() }).auth.me()).toMatchObject({
      username: 'alice',
    });
    expect(server.paths.filter((path) => path === 'auth.refresh')).toHaveLength(1);
  });

  test('who is signed in is known without a request, and nobody is without a cookie', async () => {
    const { jar, sessions, user } = await signUp('bob');
    server.paths.length = 0;

    expect(sessions.readOnlyClient({ cookie: jar.header() }).session.current?.userId).toBe(user.id);
    for (const cookie of [
      null,
      undefined,
      '',
      'theme=dark',
      '__Host-dunlin=',
      '__Host-dunlin=%%',
      '__Host-dunlin=bnVsbA',
    ])
      expect(sessions.readOnlyClient({ cookie }).session.current).toBeUndefined();

    expect(server.paths).toEqual([]);
  });

  test('an account that the visitor has written into the cookie is shown, and is not whom the server answers', async () => {
    const { jar, sessions, user, change } = await signUp('quentin');
    change({ userId: '1' });
    const page = sessions.readOnlyClient({ cookie: jar.header() });

    expect(page.session.current?.userId).toBe('1');
    expect(await page.auth.me()).toMatchObject({ id: user.id });
  });

  test('what is being processed can be waited for', async () => {
    const media = { id: '7', status: 'ready' };
    const fetch = async () => Response.json([{ result: { data: media } }]);
    const client = createServerSessions({ baseUrl: server.url, fetch }).readOnlyClient({ cookie: '' });

    expect(await waitUntilReady(client, media)).toEqual(media);
  });

  test.each([
    ['register', (auth) => auth.register({ username: 'carol', email: 'carol@example.org', password })],
    ['login', (auth) => auth.login({ username: 'carol', password })],
    ['refresh', (auth) => auth.refresh({ refreshToken: 'r' })],
    ['logout', (auth) => auth.logout()],
    ['changePassword', (auth) => auth.changePassword({ currentPassword: password, newPassword: password })],
  ] satisfies [string, (auth: ReturnType<typeof readOnlyAuth>) => Promise<unknown>][])(
    'auth.%s says that it needs cookies',
    async (name, call) => {
      const fetch = vi.fn<Fetch>();

      await expect(call(readOnlyAuth(fetch))).rejects.toMatchObject({
        code: 'CLIENT_ERROR',
        message: expect.stringContaining(`auth.${name}`),
      });

      expect(fetch).not.toHaveBeenCalled();
    },
  );
});

describe('refreshing before a page is rendered', () => {
  test('leaves a session alone that has time', async () => {
    const { jar, sessions } = await signUp('dora');
    jar.cookies.set('theme', 'dark');
    const setCookie = vi.fn();
    server.paths.length = 0;

    expect(await sessions.refresh({ cookie: jar.header() }, setCookie)).toBe(jar.header());

    expect(server.paths).toEqual([]);
    expect(setCookie).not.toHaveBeenCalled();
  });

  test('ten requests of one page that refresh at once have one session after it', async () => {
    const { jar, sessions, expire } = await signUp('erin');
    await expire();
    const cookie = jar.header();

    const headers = await Promise.all(
      Array.from({ length: 10 }, () => sessions.refresh({ cookie }, jar.setCookie)),
    );

    for (const header of [...headers, jar.header()])
      expect(await sessions.readOnlyClient({ cookie: header }).auth.me()).toMatchObject({ username: 'erin' });
    const refreshTokens = [...headers, jar.header()].map((header) => tokensIn(header).refreshToken);
    expect(new Set(refreshTokens).size).toBe(1);
  });

  // The last stands for what a newer server may say.
  test.each(['INVALID_REFRESH_TOKEN', 'REFRESH_TOKEN_REUSED', 'SESSION_GONE'])(
    'a session that has ended is removed: %s',
    async (code) => {
      const { sessions, jar } = withTokens({ refreshAt: 1 }, async () =>
        Response.json({ error: { message: code, data: { code, httpStatus: 401 } } }, { status: 401 }),
      );

      expect(await sessions.refresh({ cookie: jar.header() }, jar.setCookie)).toBe('');

      expect(jar.cookies.size).toBe(0);
    },
  );

  test('a server that cannot be reached signs nobody out, and is told', async () => {
    const errors: DunlinError[] = [];
    const { sessions, jar } = withTokens(
      { refreshAt: 1 },
      () => Promise.reject(new TypeError('fetch failed')),
      { onRefreshError: (error) => errors.push(error), retry: { maxRetries: 0 } },
    );
    const cookie = jar.header();

    expect(await sessions.refresh({ cookie }, jar.setCookie)).toBe(cookie);

    expect(jar.header()).toBe(cookie);
    expect(errors).toMatchObject([{ code: 'NETWORK_ERROR' }]);
  });
});

test('a session goes through sign-in, writing and sign-out, and its cookie with it', async () => {
  const { jar, sessions } = await signUp('frank');
  const open = () => sessions.client({ cookie: jar.header() }, jar.setCookie);

  await open().tweets.create({ text: 'by form' });
  expect((await open().timelines.home()).items).toMatchObject([{ text: 'by form' }]);
  await open().auth.logout();
  expect(jar.cookies.size).toBe(0);
  await open().auth.login({ username: 'frank', password });
  expect(await open().auth.me()).toMatchObject({ username: 'frank' });
});

test('a handler with an expired token refreshes by itself, and sets the cookie', async () => {
  const { jar, sessions, expire } = await signUp('grace');
  await expire();
  const before = jar.header();

  await sessions.client({ cookie: before }, jar.setCookie).tweets.create({ text: 'late' });

  expect(jar.header()).not.toBe(before);
  expect(await sessions.readOnlyClient({ cookie: jar.header() }).auth.me()).toMatchObject({
    username: 'grace',
  });
});

test('a handler whose token still works begins no refresh, which its answer may not wait for', async () => {
  const { jar, sessions, change } = await signUp('mallory');
  change({ refreshAt: 1 });
  server.paths.length = 0;

  await sessions.client({ cookie: jar.header() }, jar.setCookie).tweets.create({ text: 'in time' });

  expect(server.paths).toEqual(['tweets.create']);
});

describe('a cookie that cannot be set, as once the answer has begun,', () => {
  const fail = () => {
    throw new TypeError('Cookies can only be modified in a Server Action.');
  };
  const lost = { code: 'STORAGE_FAILED', message: expect.stringContaining('Server Action') };

  test('fails a sign-in, and is told', async () => {
    const { sessions } = await signUp('olivia');
    const told = vi.spyOn(console, 'error').mockImplementation(() => {});

    const login = sessions.client({ cookie: '' }, fail).auth.login({ username: 'olivia', password });
    await expect(login).rejects.toMatchObject(lost);
    const { auth } = sessions.client({ cookie: '' }, fail);
    const register = auth.register({ username: 'peggy', email: 'peggy@example.org', password });
    await expect(register).rejects.toMatchObject(lost);

    expect(told.mock.calls).toMatchObject([[lost], [lost]]);
    told.mockRestore();
  });

  test('fails a change of the password, which the next request is signed out by', async () => {
    const { sessions, jar } = await signUp('quinn');
    const told = vi.spyOn(console, 'error').mockImplementation(() => {});
    const newPassword = 'battery staple';
    const { auth } = sessions.client({ cookie: jar.header() }, fail);

    const change = auth.changePassword({ currentPassword: password, newPassword });

    await expect(change).rejects.toMatchObject({
      ...lost,
      message: expect.stringMatching(/sign in.*Server Action/s),
    });
    expect(told.mock.calls).toMatchObject([[lost]]);
    const login = sessions
      .client({ cookie: '' }, jar.setCookie)
      .auth.login({ username: 'quinn', password: newPassword });
    expect(await login).toMatchObject({ user: { username: 'quinn' } });
    told.mockRestore();
  });

  test.each(['a refresh', 'the end of a session'])('is told after %s, which does not throw', async (what) => {
    const code = 'INVALID_REFRESH_TOKEN';
    const errors: DunlinError[] = [];
    const { sessions, jar } = withTokens(
      { refreshAt: 1 },
      async () =>
        what === 'a refresh'
          ? Response.json({
              result: { data: { accessToken: 'b', refreshToken: 's', expiresIn: 900, user: { id: '7' } } },
            })
          : Response.json({ error: { message: code, data: { code, httpStatus: 401 } } }, { status: 401 }),
      { onRefreshError: (error) => errors.push(error), onStorageError: () => {} },
    );

    expect(await sessions.refresh({ cookie: jar.header() }, fail)).toBe(jar.header());

    expect(errors).toContainEqual(expect.objectContaining(lost));
  });
});

test('the address of the visitor is passed on', async () => {
  const sent: Headers[] = [];
  const sessions = createServerSessions({
    baseUrl: server.url,
    async fetch(_url, init) {
      sent.push(new Headers(init?.headers));
      return Response.json([{ result: { data: {} } }]);
    },
  });

  await sessions.readOnlyClient({ cookie: '', address: '203.0.113.7' }).auth.me();

  expect(sent[0]?.get('x-forwarded-for')).toBe('203.0.113.7');
});

describe('the cookie', () => {
  test('is out of reach of scripts, other hosts and other sites, and gone with the sign-out', async () => {
    const cookies: SessionCookie[] = [];
    const { jar, sessions } = await signUp('heidi', { setCookie: (cookie) => cookies.push(cookie) });
    await sessions.client({ cookie: jar.header() }, (cookie) => cookies.push(cookie)).auth.logout();

    expect(cookies.map(toSetCookie)).toEqual([
      expect.stringMatching(
        /^__Host-dunlin=[\w-]{200,900}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure$/,
      ),
      '__Host-dunlin=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure',
    ]);
  });

  test('has another name and no Secure where there is no https', async () => {
    const sessionCookie = { secure: false, name: 'app', maxAgeSeconds: 60 };
    const cookies: SessionCookie[] = [];
    await signUp('ivan', { sessionCookie, setCookie: (cookie) => cookies.push(cookie) });

    expect(cookies.map(toSetCookie)).toEqual([
      expect.stringMatching(/^app=[\w-]+; Path=\/; Max-Age=60; HttpOnly; SameSite=Lax$/),
    ]);
  });

  test('that browsers would not keep is not set, and said so', async () => {
    const errors: DunlinError[] = [];
    const setCookie = vi.fn();
    const tokens = { accessToken: 'a'.repeat(4_000), refreshToken: 'r', expiresIn: 900, user: { id: '7' } };
    const sessions = createServerSessions({
      baseUrl: server.url,
      fetch: async () => Response.json({ result: { data: tokens } }),
      onStorageError: (error) => errors.push(error),
    });

    const login = sessions.client({ cookie: '' }, setCookie).auth.login({ username: 'judy', password });
    await expect(login).rejects.toMatchObject({ code: 'STORAGE_FAILED' });

    expect(errors).toMatchObject([{ code: 'STORAGE_FAILED', message: expect.stringContaining('4096') }]);
    expect(setCookie.mock.calls).toMatchObject([[{ value: '' }]]);
  });
});

test('a cookie that is too large is passed on as it is', async () => {
  const { sessions, jar } = withTokens({ accessToken: 'a'.repeat(4_000) }, vi.fn());

  expect(await sessions.refresh({ cookie: jar.header() }, jar.setCookie)).toBe(jar.header());
});

async function signUp(
  username: string,
  {
    setCookie,
    ...options
  }: Partial<ServerSessionsOptions> & { setCookie?: (cookie: SessionCookie) => void } = {},
) {
  const sessions = createServerSessions({ baseUrl: server.url, retry: { baseDelayMs: 4 }, ...options });
  const jar = createCookieJar();
  const client = sessions.client({ cookie: '' }, (cookie) => {
    jar.setCookie(cookie);
    setCookie?.(cookie);
  });
  const { user } = await client.auth.register({ username, email: `${username}@example.org`, password });
  const change = (changed: Partial<Tokens>) => {
    const [name = ''] = jar.cookies.keys();
    jar.cookies.set(name, encode({ ...tokensIn(jar.header()), ...changed }));
  };
  return {
    ...{ sessions, jar, user, change },
    /** As after a quarter of an hour. */
    expire: async () => change({ accessToken: await expiredToken(app, user), refreshAt: 1 }),
  };
}

function withTokens(tokens: Partial<Tokens>, fetch: Fetch, options: Partial<ServerSessionsOptions> = {}) {
  const jar = createCookieJar();
  jar.cookies.set('__Host-dunlin', encode({ accessToken: 'a', refreshToken: 'r', ...tokens }));
  return { jar, sessions: createServerSessions({ baseUrl: server.url, fetch, ...options }) };
}

function readOnlyAuth(fetch: Fetch) {
  return createServerSessions({ baseUrl: server.url, fetch }).readOnlyClient({ cookie: '' }).auth;
}

function tokensIn(header: string): Tokens {
  return JSON.parse(Buffer.from(header.split('=').at(-1) ?? '', 'base64url').toString());
}

function encode(tokens: Tokens): string {
  return Buffer.from(JSON.stringify(tokens)).toString('base64url');
}
