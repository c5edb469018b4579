import { createHmac } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { startTestServer } from './test-server.ts';

const server = await startTestServer();
afterAll(() => server[Symbol.asyncDispose]());
const { token } = await server.register('ada');
const [header = '', payload = '', signature = ''] = token.split('.');
const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
const key = server.api.services.keys.accessToken;

const now = Math.floor(Date.now() / 1000);
const type = 'at+jwt';

test.each([
  { name: 'no token', authorization: '' },
  { name: 'another scheme', authorization: `Basic ${token}` },
  { name: 'no scheme', authorization: token },
  { name: 'two tokens', authorization: `Bearer ${token}, Bearer ${token}` },
  { name: 'what is not a token', authorization: 'Bearer nonsense' },
  { name: 'no signature', authorization: `Bearer ${header}.${payload}.` },
  { name: 'a cut signature', authorization: `Bearer ${header}.${payload}.${signature.slice(0, -2)}` },
  { name: 'alg none', authorization: `Bearer ${encode({ alg: 'none', typ: type })}.${payload}.` },
  {
    name: 'another algorithm',
    authorization: `Bearer ${sign({ alg: 'HS512', typ: type }, claims, { hash: 'sha512' })}`,
  },
  {
    name: 'another key',
    authorization: `Bearer ${sign({ alg: 'HS256', typ: type }, claims, { key: Buffer.from('guess') })}`,
  },
  {
    name: 'a key id',
    authorization: `Bearer ${sign({ alg: 'HS256', typ: type, kid: '../../dev/null' }, claims, { key: Buffer.alloc(0) })}`,
  },
  { name: 'another kind of token', authorization: `Bearer ${sign({ alg: 'HS256', typ: 'JWT' }, claims)}` },
  {
    name: 'another issuer',
    authorization: `Bearer ${sign({ alg: 'HS256', typ: type }, { ...claims, iss: 'other' })}`,
  },
  {
    name: 'changed claims',
    authorization: `Bearer ${header}.${encode({ ...claims, role: 'admin' })}.${signature}`,
  },
  {
    name: 'a subject that is no id',
    authorization: `Bearer ${sign({ alg: 'HS256', typ: type }, { ...claims, sub: "' or 1=1" })}`,
  },
])('$name is refused over REST and tRPC', async ({ authorization }) => {
  await expectRefusal(authorization, 'UNAUTHENTICATED');
});

test('an expired token is refused, and says so', async () => {
  const expired = sign({ alg: 'HS256', typ: type }, { ...claims, iat: now - 2_000, exp: now - 1 });
  await expectRefusal(`Bearer ${expired}`, 'TOKEN_EXPIRED');
});

test('a token of a session that never was is refused', async () => {
  const foreign = sign({ alg: 'HS256', typ: type }, { ...claims, sid: '12345' });
  await expectRefusal(`Bearer ${foreign}`, 'SESSION_ENDED');
});

test('the token itself, signed again, is accepted', async () => {
  const again = sign({ alg: 'HS256', typ: type }, claims);
  expect((await server.request('GET', '/auth/me', { token: again })).status).toBe(200);
});

async function expectRefusal(authorization: string, code: string): Promise<void> {
  const headers = { authorization };
  const rest = await server.request('GET', '/auth/me', { headers });
  expect(rest).toMatchObject({ status: 401, body: { code } });
  expect(rest.headers.get('www-authenticate')).toBe('Bearer');
  const trpc = await server.request('GET', '/trpc/auth.me', { headers });
  expect(trpc).toMatchObject({ status: 401, body: { error: { data: { code } } } });
  expect(trpc.headers.get('www-authenticate')).toBe('Bearer');
  const stream = await server.request('GET', '/api/stream/home', { headers });
  expect(stream).toMatchObject({ status: 401, body: { code } });
}

function sign(head: object, body: object, options: { key?: Buffer; hash?: string } = {}): string {
  const signed = `${encode(head)}.${encode(body)}`;
  const mac = createHmac(options.hash ?? 'sha256', options.key ?? key)
    .update(signed)
    .digest('base64url');
  return `${signed}.${mac}`;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
