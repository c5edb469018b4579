import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, expect, test, vi } from 'vitest';
import { startTestServer } from './test-server.ts';

const server = await startTestServer();
afterAll(() => server[Symbol.asyncDispose]());

test.each(['/healthz', '/api/tweets', '/trpc/auth.me', '/nope', '/openapi.json'])(
  '%s may not be framed, sniffed, or load anything',
  async (path) => {
    const { headers } = await server.request('GET', path);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'");
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  },
);

test('no page of another origin may call the server unless its host allows it', async () => {
  const answer = await server.request('OPTIONS', '/api/tweets', {
    headers: { origin: 'https://app.example.org', 'access-control-request-method': 'POST' },
  });
  expect(answer.status).toBe(405);
  expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  expect(answer.headers.get('strict-transport-security')).toBeNull();
});

test('answers of the API are kept by no cache', async () => {
  const { token } = await server.register('cached');
  const { headers } = await server.request('GET', '/auth/me', { token });
  expect(headers.get('cache-control')).toBe('no-store');
});

test('the documentation loads only from this server', async () => {
  const page = await server.request('GET', '/docs');
  expect(page.headers.get('content-security-policy')).toMatch(
    /default-src 'none'.*script-src 'self'.*connect-src 'self'/,
  );
  expect(page.body).not.toMatch(/https?:\/\//);
  const script = await server.request('GET', '/docs/scalar.js');
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(script.body.length).toBeGreaterThan(1_000_000);
  const again = await server.request('GET', '/docs/scalar.js', {
    headers: { 'if-none-match': script.headers.get('etag') ?? '' },
  });
  expect(again.status).toBe(304);
});

test('the server is alive and ready, and looks once for all who ask', async () => {
  expect((await server.request('GET', '/healthz')).body).toEqual({ status: 'ok' });
  const ping = vi.spyOn(server.api, 'ping');
  const answers = await Promise.all(['a', 'b', 'c'].map(() => server.request('GET', '/readyz')));
  expect(answers.map(({ body }) => body)).toEqual(Array(3).fill({ status: 'ready' }));
  expect(ping).toHaveBeenCalledOnce();
});

test.each([
  { name: 'what is not HTTP', bytes: 'hello\r\n\r\n', status: 400, code: 'MALFORMED_REQUEST' },
  {
    name: 'headers beyond their bound',
    bytes: `GET / HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`,
    status: 431,
    code: 'HEADERS_TOO_LARGE',
  },
  {
    name: 'a URL that cannot be decoded',
    bytes: 'GET /api/users/%zz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
    status: 400,
    code: 'MALFORMED_REQUEST',
  },
  {
    name: 'a host that is none',
    bytes: 'GET /trpc/auth.me HTTP/1.1\r\nhost: [\r\nconnection: close\r\n\r\n',
    status: 400,
    code: 'MALFORMED_REQUEST',
  },
  {
    name: 'two lengths',
    bytes: 'POST /auth/login HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}',
    status: 400,
    code: 'MALFORMED_REQUEST',
  },
])('$name is answered with a typed error', async ({ bytes, status, code }) => {
  const answer = await sendBytes(bytes);
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(answer).toContain(`"code":"${code}"`);
  expect(answer).toMatch(/\r\nratelimit-limit: \d+\r\n/i);
});

async function sendBytes(bytes: string): Promise<string> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(bytes);
  return text(socket);
}
