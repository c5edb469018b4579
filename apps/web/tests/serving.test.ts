import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServerProcess } from '@dunlin/harness/server-process';
import { until } from '@dunlin/harness/until';
import { fastify } from 'fastify';
import { describe, expect, test } from 'vitest';
import { createWeb } from '../server/web.ts';

describe('the pages of a server', () => {
  test('say that they are being built, and try again, until they are there', async () => {
    await using app = fastify();
    await using web = createWeb({ publicUrl: undefined, onError: fail });
    web.mount(app);
    const waiting = await app.inject('/');
    expect(waiting.statusCode).toBe(503);
    expect(waiting.headers['retry-after']).toBe('1');
    expect(waiting.body).toContain('http-equiv="refresh" content="1"');

    web.begin();
    await web.built();

    for (const path of ['/', '/@ada', '/@ada/1', '/settings/profile', '/search?q=birds'])
      expect((await app.inject(path)).statusCode).toBe(200);
  });

  test('are the app alone where visitors are not admitted, and tell robots that nothing is for them', async () => {
    await using app = await openBuilt();
    for (const path of ['/@ada', '/@ada/1'])
      expect((await app.inject(path)).body).toContain('<div id="root"></div>');
    expect((await app.inject('/robots.txt')).body).toBe('User-agent: *\nDisallow: /\n');
    for (const path of ['/sitemap.xml', '/oembed?url=x', '/@ada/1/embed'])
      expect((await app.inject(path)).statusCode).toBe(404);
  });

  test('load nothing from elsewhere and hold no script or style of their own', async () => {
    await using app = await openBuilt();
    const { body, headers } = await app.inject('/');

    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'self'; .*script-src 'self';/,
    );
    expect(headers['content-security-policy']).not.toMatch(/unsafe|https?:|\*/);
    expect(body).not.toMatch(/<script(?![^>]* src=)|<style|\sstyle=|\son\w+=|(?:src|href)="(?!\/)/);
  });

  test('are asked for again each time, and their files never, which come compressed', async () => {
    await using app = await openBuilt();
    const page = await app.inject({ url: '/', headers: { 'accept-encoding': 'gzip, br' } });
    expect(page.headers).toMatchObject({ 'cache-control': 'no-cache', 'content-encoding': 'br' });
    const again = await app.inject({ url: '/', headers: { 'if-none-match': String(page.headers.etag) } });
    expect(again.statusCode).toBe(304);

    const [script = ''] = /\/assets\/index-[\w-]+\.js/.exec((await app.inject('/')).body) ?? [];
    const plain = await app.inject(script);
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    for (const [accepted, encoding] of [
      ['br', 'br'],
      ['gzip', 'gzip'],
      ['br;q=0, gzip', 'gzip'],
      ['identity', undefined],
    ] as const) {
      const file = await app.inject({ url: script, headers: { 'accept-encoding': accepted } });
      expect(file.headers['content-encoding']).toBe(encoding);
      expect(file.headers.vary).toBe('accept-encoding');
    }
    expect((await app.inject('/assets/nothing-12345678.js')).statusCode).toBe(404);
  });

  test('load less than 130 kB of script at first', async () => {
    await using app = await openBuilt();
    const { body } = await app.inject('/');
    const first = [...body.matchAll(/\/assets\/[\w-]+\.js/g)].map(([path]) => path);
    const scripts = await Promise.all(
      first.map((url) => app.inject({ url, headers: { 'accept-encoding': 'br' } })),
    );
    const bytes = scripts.reduce((sum, { rawPayload }) => sum + rawPayload.length, 0);
    expect(first.length).toBeGreaterThan(1);
    expect(bytes).toBeLessThan(130_000);
  });
});

test('a server whose address is https keeps the session in cookies of https alone, and its API answers as without pages', async () => {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'dunlin-web-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const env = { DATA_DIR: join(folder, 'data'), PUBLIC_URL: 'https://dunlin.example' };
  const logFile = join(folder, 'server.log');
  const server = stack.use(await startServerProcess({ env: { ...env, WEB: 'on' }, logFile }));
  await until(async () => (await fetch(server.url)).status === 200);

  const answer = await fetch(`${server.url}/session/auth.register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
    body: JSON.stringify({ username: 'ada', email: 'ada@example.org', password: 'correct horse' }),
  });

  expect(answer.status).toBe(200);
  expect(answer.headers.getSetCookie()).toEqual([
    expect.stringMatching(/^__Host-dunlin=[\w-]+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict; Secure$/),
    expect.stringMatching(/^__Host-dunlin-session=\d+\.\w+; Path=\/; Max-Age=\d+; SameSite=Strict; Secure$/),
  ]);
  const api = await fetch(`${server.url}/api/users`);
  expect(api.status).toBe(401);
  expect(api.headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'");
  expect((await fetch(`${server.url}/nothing`)).headers.get('content-type')).toContain(
    'application/problem+json',
  );
});

test('WEB=off leads from / to the documentation of the API', async () => {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'dunlin-web-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const server = stack.use(
    await startServerProcess({
      env: { DATA_DIR: join(folder, 'data'), WEB: 'off' },
      logFile: join(folder, 'server.log'),
    }),
  );

  const home = await fetch(server.url, { redirect: 'manual' });

  expect([home.status, home.headers.get('location')]).toEqual([302, 'docs']);
  expect((await fetch(`${server.url}/session/auth.logout`, { method: 'POST' })).status).toBe(404);
});

async function openBuilt() {
  const app = fastify();
  const web = createWeb({ publicUrl: undefined, onError: fail });
  web.mount(app);
  web.begin();
  await web.built();
  return app;
}

function fail(error: unknown): never {
  throw error;
}
