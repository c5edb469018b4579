import { createTestApp, rejection } from '@dunlin/harness';
import {
  base64url,
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from 'jose';
import { afterAll, describe, expect, test } from 'vitest';

const app = await createTestApp();
afterAll(() => app[Symbol.asyncDispose]());

const { keys, settings } = app.api.services;
const [user] = await app.createUsers('ada');
const unauthenticated = { code: 'UNAUTHENTICATED', status: 401 };

test('a token with the right claims and key is accepted', async () => {
  expect(await me(await sign())).toMatchObject({ id: user.id });
});

describe('an access token is refused', () => {
  test.each([
    ['with alg none and no signature', () => unsigned({ alg: 'none', typ: 'at+jwt' })],
    ['with alg None', () => unsigned({ alg: 'None', typ: 'at+jwt' })],
    ['without alg', () => unsigned({ typ: 'at+jwt' })],
    ['signed with a key of our own choice', () => sign({ key: Buffer.alloc(32, 1) })],
    ['signed with a key of zeros', () => sign({ key: Buffer.alloc(32) })],
    ['signed with the key of something else', () => sign({ key: keys.refreshToken })],
    [
      'with another algorithm',
      () => sign({ header: { alg: 'HS512' }, key: Buffer.alloc(64, keys.accessToken) }),
    ],
    ['of another type', () => sign({ header: { typ: 'JWT' } })],
    ['of no type', () => sign({ header: { typ: undefined } })],
    ['of a foreign issuer', () => sign({ claims: { iss: 'https://issuer.example' } })],
    ['of no issuer', () => sign({ claims: { iss: undefined } })],
    ['that is not valid yet', () => sign({ claims: { nbf: inSeconds(60) } })],
    ['that never expires', () => sign({ claims: { exp: undefined } })],
    ['that names no session', () => sign({ claims: { sid: undefined } })],
    ['whose subject is no id', () => sign({ claims: { sub: "1' or '1'='1" } })],
    ['whose role is unknown', () => sign({ claims: { role: 'root' } })],
    ['whose claims were changed', async () => changeClaims(await sign(), { role: 'admin' })],
    ['whose signature was cut', async () => (await sign()).slice(0, -1)],
    ['of empty parts', () => '..'],
    ['that is no token', () => 'a'.repeat(100_000)],
  ])('%s', async (_name, make) => {
    expect(await rejection(me(await make()))).toMatchObject(unauthenticated);
  });

  test.each(['../../../../dev/null', "x' union select 'key", 'http://attacker.example/key', '\0'])(
    'whatever key its kid names: %j',
    async (kid) => {
      const header = { kid, jku: 'http://attacker.example/keys', x5u: 'http://attacker.example/cert' };
      expect(await rejection(me(await sign({ header, key: Buffer.alloc(32) })))).toMatchObject(
        unauthenticated,
      );
    },
  );

  test('that brings the public key of its signature along', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
    const header = { alg: 'ES256', jwk: await exportJWK(publicKey) };
    expect(await rejection(me(await sign({ header, key: privateKey })))).toMatchObject(unauthenticated);
  });

  test('when it has expired, and says so', async () => {
    const token = await sign({ claims: { iat: inSeconds(-1000), exp: inSeconds(-1) } });
    expect(await rejection(me(token))).toMatchObject({ code: 'TOKEN_EXPIRED', status: 401 });
  });

  test('when it expires, though it was verified before', async () => {
    const token = await sign({ claims: { exp: Math.ceil(Date.now() / 1000) + 1 } });
    await me(token);
    await expect.poll(() => me(token).catch(rejectionOf)).toMatchObject({ code: 'TOKEN_EXPIRED' });
  });

  test('when its session never was', async () => {
    expect(await rejection(me(await sign({ claims: { sid: '1' } })))).toMatchObject({
      code: 'SESSION_ENDED',
    });
  });

  test('that is a refresh token, and the other way round', async () => {
    const input = { username: 'confused', email: 'confused@example.org', password: 'correct horse' };
    const { accessToken, refreshToken } = await app.anonymous().auth.register(input);
    expect(await rejection(me(refreshToken))).toMatchObject(unauthenticated);
    const refresh = app.anonymous().auth.refresh({ refreshToken: accessToken });
    expect(await rejection(refresh)).toMatchObject({ code: 'INVALID_REFRESH_TOKEN', status: 401 });
  });
});

describe('an authorization', () => {
  test.each([
    ['of the scheme Basic', (token: string) => `Basic ${token}`],
    ['of the scheme Token', (token: string) => `Token ${token}`],
    ['of the scheme JWT', (token: string) => `JWT ${token}`],
    ['without a scheme', (token: string) => token],
    ['with two tokens', (token: string) => `Bearer ${token} ${token}`],
    ['with a list', (token: string) => `Bearer junk, Bearer ${token}`],
    ['with a line break', (token: string) => `Bearer ${token}\n`],
    ['with a token in quotes', (token: string) => `Bearer "${token}"`],
    ['without a token', () => 'Bearer '],
    ['that is empty', () => ''],
  ])('%s is refused', async (_name, make) => {
    const authorization = make(user.accessToken);
    expect(await rejection(app.anonymous({ authorization }).auth.me())).toMatchObject(unauthenticated);
  });

  test.each(['Bearer', 'bearer', 'BEARER'])('of the scheme %s is accepted', async (scheme) => {
    const authorization = `${scheme} ${user.accessToken}`;
    expect((await app.anonymous({ authorization }).auth.me()).id).toBe(user.id);
  });
});

function me(token: string) {
  return app.anonymous({ authorization: `Bearer ${token}` }).auth.me();
}

function rejectionOf(error: unknown) {
  return rejection(Promise.reject(error));
}

/** A token of the user, right in all but what is given. */
function sign(change: { header?: object; claims?: object; key?: Buffer | CryptoKey } = {}): Promise<string> {
  const header: JWTHeaderParameters = { alg: 'HS256', typ: 'at+jwt', ...change.header };
  return new SignJWT({ ...claims(), ...change.claims })
    .setProtectedHeader(header)
    .sign(change.key ?? keys.accessToken);
}

function unsigned(header: object): string {
  return `${base64url.encode(JSON.stringify(header))}.${base64url.encode(JSON.stringify(claims()))}.`;
}

function changeClaims(token: string, change: object): string {
  const [header, , signature] = token.split('.');
  return [header, base64url.encode(JSON.stringify({ ...claims(), ...change })), signature].join('.');
}

function claims(): JWTPayload {
  const exp = inSeconds(settings.accessTokenTtlSeconds);
  return {
    iss: 'dunlin',
    sub: user.id,
    sid: user.sessionId,
    role: 'user',
    scope: 'all',
    iat: inSeconds(0),
    exp,
  };
}

function inSeconds(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds;
}
