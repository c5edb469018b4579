import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { startTestServer } from './test-server.ts';

const server = await startTestServer();
afterAll(() => server[Symbol.asyncDispose]());
const password = 'correct horse battery';
await server.request('POST', '/auth/register', {
  body: { username: 'ada', email: 'ada@example.org', password },
});
const login = JSON.stringify({ username: 'ada', password });

describe('a request that offers another protocol', () => {
  test.each([
    [
      'curl --http2',
      'Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA',
    ],
    [
      'Java',
      'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA',
    ],
    ['a WebSocket where there is none', 'Connection: Upgrade\r\nUpgrade: websocket'],
  ])('is answered as if it did not: %s', async (_name, headers) => {
    const before = await countRequests('/auth/login');
    const answer = await ask(
      `POST /auth/login HTTP/1.1\r\nHost: 127.0.0.1\r\n${headers}\r\nContent-Type: application/json\r\nContent-Length: ${login.length}\r\n\r\n${login}`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 200 /);
    expect(answer).toContain('"accessToken"');
    await expect.poll(() => countRequests('/auth/login')).toBe(before + 1);
  });
});

describe('a sender that is answered before it has sent its body', () => {
  test.each([
    ['to an unknown path', 'POST /nowhere', 404],
    ['without a token', 'POST /api/media/upload', 401],
    ['in another format', 'POST /auth/login', 415],
  ])('is left no connection: %s', async (_name, line, status) => {
    const type = status === 415 ? 'text/plain' : 'multipart/form-data; boundary=x';
    const answer = await sendBytes(
      `${line} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: ${type}\r\nContent-Length: 100000\r\n\r\n--x`,
    );
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });

  test('may finish it, and goes on with its connection', async () => {
    const bytes = `POST /nowhere HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\n`;
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.write(bytes);
    await once(socket, 'data');
    socket.write('hello');
    socket.write('GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n');
    expect(await text(socket)).toMatch(/HTTP\/1.1 200 /);
  });
});

describe('a body', () => {
  const { port } = new URL(server.url);

  test.each(['/api/tweets', '/trpc/tweets.create'])(
    'may begin with a byte order mark, at %s',
    async (path) => {
      const { token } = await server.register(`marked${path.length}`);
      const answer = await server.request('POST', path, { token, body: '\ufeff{"text":"grün"}' });
      expect(JSON.stringify(answer.body)).toContain('"text":"grün"');
    },
  );

  test.each(['/api/tweets', '/trpc/tweets.create'])('that is not UTF-8 is refused at %s', async (path) => {
    const { token } = await server.register(`latin${path.length}`);
    const body = Buffer.from('{"text":"gr\xfcn"}', 'latin1');
    const send = (headers: Record<string, string>, bytes: Buffer) =>
      fetch(`http://127.0.0.1:${port}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
        body: new Uint8Array(bytes),
      });
    const broken = await send({}, body);
    expect([broken.status, await broken.text()]).toEqual([400, expect.stringContaining('"MALFORMED_JSON"')]);
    const named = await send({ 'content-type': 'application/json; charset=iso-8859-1' }, body);
    expect([named.status, await named.text()]).toEqual([
      415,
      expect.stringContaining('"UNSUPPORTED_MEDIA_TYPE"'),
    ]);
    const packed = await send({ 'content-encoding': 'gzip' }, gzipSync('{"text":"hello"}'));
    expect([packed.status, packed.headers.get('accept-encoding')]).toEqual([415, 'identity']);
    const plain = await send(
      { 'content-type': 'application/json;charset=UTF-8' },
      Buffer.from('{"text":"hi"}'),
    );
    expect(plain.ok).toBe(true);
  });

  test.each([
    [
      'of 70,000 names',
      JSON.stringify(Object.fromEntries(Array.from({ length: 70_000 }, (_, n) => [`k${n}`, 0]))),
    ],
    ['of 6,000 names in little room', `{${Array.from({ length: 6_000 }, (_, n) => `"${n}":0`).join()}}`],
    ['of lists in lists', `{"text":"${'x'.repeat(5_000)}","a":${'['.repeat(200)}${']'.repeat(200)}}`],
  ])('%s is refused before it is parsed, with a key too', async (_name, body) => {
    for (const headers of [{}, { 'idempotency-key': 'one' }]) {
      const answer = await server.request('POST', '/auth/login', { body, headers });
      expect(answer).toMatchObject({ status: 413, body: { code: 'PAYLOAD_TOO_LARGE' } });
    }
  });

  test('may have signs of structure in its texts, as many as it likes', async () => {
    const { token } = await server.register('commas');
    const body = JSON.stringify({ text: 'a', altTexts: `${',[{"\\'.repeat(2_000)}` });
    expect((await server.request('POST', '/api/tweets', { token, body })).body.code).toBe(
      'VALIDATION_FAILED',
    );
  });
});

describe('an address', () => {
  test('that ends in a slash is none', async () => {
    const { token } = await server.register('slashes');
    for (const path of ['/api/tweets/', '/api/users/'])
      expect(await server.request('GET', path, { token })).toMatchObject({
        status: 404,
        body: { code: 'OPERATION_NOT_FOUND' },
      });
  });

  test('may name a user as texts do', async () => {
    const { token, id } = await server.register('with_a_sign');
    for (const name of ['with_a_sign', '@with_a_sign', '%40with_a_sign'])
      expect(await server.request('GET', `/api/users/by/username/${name}`, { token })).toMatchObject({
        status: 200,
        body: { id },
      });
  });

  test('with two hosts is refused', async () => {
    const answer = await ask('GET /healthz HTTP/1.1\r\nHost: a.example\r\nHost: b.example\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1.1 400 [\s\S]*"code":"MALFORMED_REQUEST"/);
  });

  test.each([
    '256.1.1.1',
    'tweets.example:99999',
    'a"><script>',
    'a.example/path',
    'user@a.example',
    'a&b',
    'a b',
    'a:port',
    'a:123456',
  ])('with the host %j, which is none, is refused', async (host) => {
    const answer = await ask(`GET /healthz HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 400 [\s\S]*"code":"MALFORMED_REQUEST"/);
  });

  test.each(['a.example', 'A_b.example.:8080', '[::1]:3000', '127.0.0.1', ''])(
    'with the host %j is answered',
    async (host) => {
      const answer = await ask(`GET /healthz HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1.1 200 /);
    },
  );
});

test('a batch that is too large is told what is not', async () => {
  const { token } = await server.register('batches');
  const path = `/trpc/${Array(60).fill('auth.me').join(',')}?batch=1&input={}`;
  expect(await server.request('GET', path, { token })).toMatchObject({
    status: 400,
    body: {
      error: {
        data: { code: 'VALIDATION_FAILED', issues: [{ path: '', message: 'A batch has at most 50 calls.' }] },
      },
    },
  });
});

test.each([
  ['a list', '[]'],
  ['a text', '"x"'],
])('a batch whose inputs are %s is told what they are', async (_what, inputs) => {
  const { token } = await server.register(`inputs${inputs.length}`);
  const issue = { path: '', message: expect.stringContaining('The inputs of a batch are an object') };
  const refused = { status: 400, body: { error: { data: { code: 'VALIDATION_FAILED', issues: [issue] } } } };
  const read = await server.request(
    'GET',
    `/trpc/auth.me,auth.me?batch=1&input=${encodeURIComponent(inputs)}`,
    { token },
  );
  const write = await server.request('POST', '/trpc/tweets.create?batch=1', { token, body: inputs });
  expect([read, write]).toMatchObject([refused, refused]);
});

/** @returns all that is answered until the server closes the connection. */
async function sendBytes(bytes: string): Promise<string> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.write(bytes);
  return text(socket);
}

/** @returns one answer. */
async function ask(bytes: string): Promise<string> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.write(bytes);
  let answer = '';
  for await (const chunk of socket) {
    answer += chunk;
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    if (body.length >= Number(/content-length: (\d+)/i.exec(head)?.[1] ?? Number.NaN)) break;
  }
  return answer;
}

async function countRequests(route: string): Promise<number> {
  const { body } = await server.request('GET', '/metrics');
  const [, count = '0'] =
    new RegExp(`^dunlin_http_request[a-z_]*_count\\{[^}]*route="${route}"[^}]*\\} (\\d+)$`, 'm').exec(body) ??
    [];
  return Number(count);
}
