import { once } from 'node:events';
import { afterAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startTestServer } from './test-server.ts';

const allowed = 'https://app.example.org';
const stranger = 'https://evil.example.org';
const server = await startTestServer({
  environment: {
    CORS_ORIGINS: `${allowed},http://localhost:5173`,
    PUBLIC_URL: 'https://dunlin.example.org',
  },
});
afterAll(() => server[Symbol.asyncDispose]());
const { token } = await server.register('ada');

describe('a page of an allowed origin', () => {
  test.each([
    ['REST', '/api/tweets', 'PUT'],
    ['tRPC', '/trpc/tweets.create', 'POST'],
    ['resumable uploads', '/api/media/uploads/1', 'PATCH'],
  ])('may send what its preflight asks for to %s', async (_name, path, method) => {
    const { status, headers } = await preflight(path, { origin: allowed, method });
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe(allowed);
    expect(headers.get('access-control-allow-methods')).toContain(method);
    expect(headers.get('access-control-allow-headers')).toBe('authorization,content-type,idempotency-key');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    expect(headers.get('vary')?.toLowerCase()).toContain('origin');
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(Number(headers.get('ratelimit-limit'))).toBeGreaterThan(0);
    expectInert(headers);
  });

  test.each([
    ['an answer over REST', 'GET', '/auth/me', 200],
    ['an answer over tRPC', 'GET', '/trpc/auth.me', 200],
    ['an error', 'GET', '/api/tweets/1', 404],
    ['an error over tRPC', 'GET', '/trpc/nothing.here', 404],
    ['an unknown path', 'GET', '/nothing', 404],
    ['an upload that it begins', 'POST', '/api/uploads', 201],
  ])('may read %s, and the headers that matter', async (_name, method, path, status) => {
    const headers = { origin: allowed, 'tus-resumable': '1.0.0', 'upload-length': '5' };
    const answer = await server.request(method, path, { token, headers });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('access-control-allow-origin')).toBe(allowed);
    const exposed = answer.headers.get('access-control-expose-headers')?.split(/, ?/);
    expect(exposed).toEqual(
      expect.arrayContaining([
        'x-request-id',
        'ratelimit-remaining',
        'retry-after',
        'location',
        'upload-offset',
      ]),
    );
    expect(answer.headers.get('vary')).toMatch(/origin/i);
  });
});

test.each([stranger, 'null', 'https://app.example.org.evil.example.org', 'http://app.example.org'])(
  'a page of %s may read nothing',
  async (origin) => {
    for (const path of ['/auth/me', '/trpc/auth.me', '/nothing']) {
      const { headers } = await server.request('GET', path, { token, headers: { origin } });
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
    const asked = await preflight('/api/tweets', { origin, method: 'POST' });
    expect(asked.headers.get('access-control-allow-origin')).toBeNull();
  },
);

test.each([
  { name: 'a page of an allowed origin', origin: allowed, outcome: 'open' },
  { name: 'a page of its public address', origin: 'https://dunlin.example.org', outcome: 'open' },
  { name: 'a page of the address that was called', origin: server.url, outcome: 'open' },
  { name: 'what is no browser', origin: undefined, outcome: 'open' },
  { name: 'a page of another origin', origin: stranger, outcome: 403 },
  {
    name: 'a page of a name that was made to lead here',
    origin: 'http://evil.example.org',
    host: 'evil.example.org',
    outcome: 403,
  },
  {
    name: 'a page of a name that begins as an address does',
    origin: 'http://127.0.0.1.evil.example.org',
    host: '127.0.0.1.evil.example.org',
    outcome: 403,
  },
  {
    name: 'a page of an address of this machine',
    origin: 'http://[2001:db8::7]:3000',
    host: '[2001:db8::7]:3000',
    outcome: 'open',
  },
  { name: 'a sandboxed frame', origin: 'null', outcome: 403 },
])('a WebSocket from $name is $outcome', async ({ origin, host, outcome }) => {
  expect(await tryToOpen(origin, host)).toBe(outcome);
});

test('browsers are told to use https alone when the public address has it', async () => {
  const { headers } = await server.request('GET', '/healthz');
  expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
});

describe('hostile text', () => {
  const script = '<script>alert(1)</script><img src=x onerror=alert(2)>';

  test('comes back as it was, in JSON that no browser takes for a page', async () => {
    const { body } = await server.request('POST', '/api/tweets', { token, body: { text: script } });
    for (const path of [
      `/api/tweets/${body.id}`,
      `/trpc/tweets.get?input=${encodeURIComponent(JSON.stringify({ id: body.id }))}`,
    ]) {
      const { headers, body: answer } = await server.request('GET', path, { token });
      expect(JSON.stringify(answer)).toContain(JSON.stringify(script));
      expect(headers.get('content-type')).toMatch(/^application\/json/);
      expectInert(headers);
    }
  });

  test.each([
    { place: 'a path', method: 'GET', path: `/${script}` },
    { place: 'a procedure', method: 'GET', path: `/trpc/${encodeURIComponent(script)}` },
    { place: 'a parameter', method: 'GET', path: `/api/tweets/${encodeURIComponent(script)}` },
    { place: 'a query', method: 'GET', path: `/api/tweets?cursor=${encodeURIComponent(script)}` },
    { place: 'a body', method: 'POST', path: '/api/tweets', body: script },
  ])('in $place is answered with an error in JSON', async ({ method, path, body }) => {
    const { status, headers } = await server.request(method, path, {
      token,
      ...(body !== undefined && { body }),
      headers: { accept: 'text/html' },
    });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(headers.get('content-type')).toMatch(/^application\/(problem\+)?json/);
    expectInert(headers);
  });

  test('cannot run on the page of the documentation, which forbids inline scripts', async () => {
    const { headers, body } = await server.request('GET', '/docs');
    expect(headers.get('content-security-policy')).toMatch(/script-src 'self';/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(body).not.toContain('alert(');
  });
});

function expectInert(headers: Headers): void {
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'");
}

function preflight(path: string, { origin, method }: { origin: string; method: string }) {
  return server.request('OPTIONS', path, {
    headers: {
      origin,
      'access-control-request-method': method,
      'access-control-request-headers': 'authorization,content-type,idempotency-key',
    },
  });
}

async function tryToOpen(origin: string | undefined, host?: string): Promise<'open' | number> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/trpc`, {
    ...(origin !== undefined && { origin }),
    ...(host !== undefined && { headers: { host } }),
  });
  const refused = once(socket, 'unexpected-response').then(([, response]) => Number(response.statusCode));
  const opened = once(socket, 'open').then(() => 'open' as const);
  try {
    return await Promise.race([refused, opened]);
  } finally {
    socket.on('error', () => {});
    socket.terminate();
  }
}
