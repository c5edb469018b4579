import { request as startRequest } from 'node:http';
import { connect as connectHttp2, constants } from 'node:http2';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canRunProxies, proxiesTitle, type ReverseProxy, startCaddy, startNginx } from './reverse-proxies.ts';
import { startTestServer, type TestServer } from './test-server.ts';
import { openSocket } from './test-socket.ts';

interface Asked {
  method?: string;
  path: string;
  /** Whether it is asked as somebody who is signed in. */
  signedIn?: boolean;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

interface Answered {
  status: number;
  headers: Record<string, string>;
  text: string;
}

const json = { 'content-type': 'application/json' };
const compared = [
  'accept-encoding',
  'allow',
  'cache-control',
  'content-security-policy',
  'content-type',
  'idempotency-replayed',
  'ratelimit-limit',
  'www-authenticate',
  'x-content-type-options',
  'x-request-id',
];

const requests: [what: string, request: Asked][] = [
  ['a page of a list', { path: '/api/tweets?limit=5', signedIn: true }],
  ['a page of a list by HEAD', { method: 'HEAD', path: '/api/tweets?limit=5', signedIn: true }],
  ['a query of tRPC', { path: '/trpc/auth.me', signedIn: true }],
  ['nobody', { path: '/api/tweets' }],
  ['an unknown path', { path: '/nowhere' }],
  [
    'an unknown path with a body',
    { method: 'POST', path: '/nowhere', headers: json, body: 'x'.repeat(500_000) },
  ],
  ['a path that ends in a slash', { path: '/api/tweets/', signedIn: true }],
  ['escaped slashes and dots', { path: '/api/users/by/username/a%2F..%2Fb', signedIn: true }],
  ['another method', { method: 'PATCH', path: '/api/tweets', signedIn: true }],
  ['a body that is no JSON', { method: 'POST', path: '/auth/login', headers: json, body: '{' }],
  [
    'a body that is not UTF-8',
    { method: 'POST', path: '/auth/login', headers: json, body: Buffer.from('{"a":"\xfc"}', 'latin1') },
  ],
  ['a body with a byte order mark', { method: 'POST', path: '/auth/login', headers: json, body: '\ufeff{}' }],
  [
    'a compressed body',
    {
      method: 'POST',
      path: '/auth/login',
      headers: { ...json, 'content-encoding': 'gzip' },
      body: gzipSync('{}'),
    },
  ],
  ['no body where one is due', { method: 'POST', path: '/auth/login', headers: json }],
  [
    'a body that is too large',
    { method: 'POST', path: '/api/tweets', signedIn: true, headers: json, body: ' '.repeat(2_000_000) },
  ],
  [
    'a file of nobody',
    {
      method: 'POST',
      path: '/api/media/upload',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      body: 'x'.repeat(500_000),
    },
  ],
  [
    'the beginning of an upload',
    { method: 'POST', path: '/api/uploads', headers: { 'tus-resumable': '0.1' }, signedIn: true },
  ],
  ['a request id', { path: '/api/tweets', headers: { 'x-request-id': 'mine' } }],
];

describe.runIf(canRunProxies)(proxiesTitle, () => {
  const stack = new AsyncDisposableStack();
  let server: TestServer;
  let token: string;
  let proxies: Record<'nginx' | 'caddy', ReverseProxy>;

  beforeAll(async () => {
    server = stack.use(await startTestServer({ environment: { TRUST_PROXY: '127.0.0.1' } }));
    ({ token } = await server.register('ada'));
    proxies = {
      nginx: stack.use(await startNginx(server.url)),
      caddy: stack.use(await startCaddy(server.url)),
    };
  });
  afterAll(() => stack.disposeAsync());

  describe.each(['nginx', 'caddy'] as const)('%s', (name) => {
    test.each(requests)('%s is answered as without it, over HTTP/1.1 and HTTP/2', async (_what, request) => {
      const headers = { ...(request.signedIn && { authorization: `Bearer ${token}` }), ...request.headers };
      const asked = { ...request, headers };
      const expected = toComparable(await askHttp1(server.url, asked), asked);
      expect(toComparable(await askHttp1(proxies[name].http1, asked), asked)).toEqual(expected);
      expect(toComparable(await askHttp2(proxies[name].http2, asked), asked)).toEqual(expected);
    });

    test('a write under its key is done once, whichever way it comes', async () => {
      const asked = {
        ...{ method: 'POST', path: '/api/tweets', body: JSON.stringify({ text: `by ${name}` }) },
        headers: { ...json, authorization: `Bearer ${token}`, 'idempotency-key': name },
      };
      const answers = [
        await askHttp1(server.url, asked),
        await askHttp1(proxies[name].http1, asked),
        await askHttp2(proxies[name].http2, asked),
      ];
      expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
      expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
    });

    test('what offers another protocol is served as it is', async () => {
      const headers = {
        authorization: `Bearer ${token}`,
        connection: 'Upgrade, HTTP2-Settings',
        upgrade: 'h2c',
        'http2-settings': 'AAMAAABkAAQAAP__',
      };
      expect(await askHttp1(proxies[name].http1, { path: '/auth/me', headers })).toMatchObject({
        status: 200,
      });
    });

    test('an event stream comes as it is written, and ends for the server when its reader leaves', async () => {
      for (const protocol of ['http1', 'http2'] as const) {
        const before = await countStreams();
        const first = await readFirstEvent(proxies[name][protocol], protocol, token);
        expect(first).toContain('"checkpoint"');
        await expect.poll(countStreams).toBe(before);
      }
    });

    test('a WebSocket is passed on', async () => {
      await using socket = await openSocket(proxies[name].http1, token);
      socket.send({ id: 1, method: 'query', params: { path: 'auth.me' } });
      expect(await socket.next({ id: 1 })).toMatchObject({ result: { data: { username: 'ada' } } });
    });

    test('limits are of the address that the proxy sees, whatever its client makes up', async () => {
      const wrong = (forwarded: string) =>
        askHttp1(proxies[name].http1, {
          ...{
            method: 'POST',
            path: '/auth/login',
            body: JSON.stringify({ username: 'nobody', password: 'a wrong one' }),
          },
          headers: { ...json, 'x-forwarded-for': forwarded },
        });
      const [first, second] = [await wrong('203.0.113.1'), await wrong('203.0.113.2')];
      expect(Number(second.headers['ratelimit-remaining'])).toBe(
        Number(first.headers['ratelimit-remaining']) - 1,
      );
    });
  });

  async function countStreams(): Promise<number> {
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    const counts = metrics.matchAll(/^dunlin_streams_open\S* (\d+)$/gm).map(([, count]) => Number(count));
    return counts.reduce((sum, count) => sum + count, 0);
  }
});

function toComparable({ status, headers, text }: Answered, { path, headers: sent }: Asked) {
  // Each request has an id and a time of its own, unless it brings them.
  const isOwnId = sent?.['x-request-id'] === undefined;
  const kept = compared.filter(
    (name) => headers[name] !== undefined && !(name === 'x-request-id' && isOwnId),
  );
  return {
    status,
    headers: Object.fromEntries(kept.map((name) => [name, headers[name]])),
    text: isOwnId ? text.replaceAll(/"requestId":"[^"]+"/g, '"requestId":"…"') : text,
    path,
  };
}

async function askHttp1(url: string, { method = 'GET', path, headers = {}, body }: Asked): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const request = startRequest(`${url}${path}`, {
      method,
      agent: false,
      headers: {
        ...headers,
        ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
      },
    });
    request.on('error', reject);
    request.on('response', async (response) => {
      const { statusCode: status = 0 } = response;
      resolve({ status, headers: toText(response.headers), text: await text(response).catch(() => '') });
    });
    request.end(body);
  });
}

async function askHttp2(url: string, { method = 'GET', path, headers = {}, body }: Asked): Promise<Answered> {
  const session = connectHttp2(url);
  try {
    return await new Promise((resolve, reject) => {
      session.on('error', reject);
      const stream = session.request(
        { ':method': method, ':path': path, ...headers },
        { endStream: body === undefined },
      );
      // An answer may come before all of the body has gone.
      stream.on('error', (error) => stream.rstCode === constants.NGHTTP2_NO_ERROR || reject(error));
      stream.on('response', async ({ ':status': status = 0, ...received }) => {
        resolve({ status, headers: toText(received), text: await text(stream).catch(() => '') });
      });
      if (body !== undefined) stream.end(body);
    });
  } finally {
    session.close();
  }
}

async function readFirstEvent(url: string, protocol: 'http1' | 'http2', token: string): Promise<string> {
  const headers = { authorization: `Bearer ${token}` };
  const path = '/api/stream/home';
  if (protocol === 'http1') {
    const leaving = new AbortController();
    const { body } = await fetch(`${url}${path}`, { headers, signal: leaving.signal });
    const { value } = (await body?.getReader().read()) ?? {};
    leaving.abort();
    return Buffer.from(value ?? []).toString();
  }
  const session = connectHttp2(url);
  const stream = session.request({ ':path': path, ...headers });
  const first = await new Promise<string>((resolve, reject) => {
    stream.on('error', reject);
    stream.on('data', (chunk: Buffer) => resolve(chunk.toString()));
  });
  stream.removeAllListeners('error').on('error', () => {});
  stream.close(constants.NGHTTP2_CANCEL);
  session.close();
  return first;
}

function toText(headers: object): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
