import { webcrypto } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { AccessTokens } from '../core/authenticator.ts';
import { AppError } from '../core/errors.ts';
import { Id } from '../core/ids.ts';
import type { Viewer } from '../core/viewer.ts';
import { Role } from '../users/schema.ts';

const issuer = 'dunlin';
const algorithm = 'HS256';
const type = 'at+jwt';

const Claims = z.object({ sub: Id, sid: Id, role: Role, scope: z.string(), exp: z.number() });

export function createAccessTokens({ key, ttlSeconds }: { key: Buffer; ttlSeconds: number }): AccessTokens {
  // Once: jose would import it again for each token.
  const imported = webcrypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
    'verify',
  ]);
  const verified = new LRUCache<string, { viewer: Viewer; expiresAtMs: number }>({ max: 20_000 });

  const peek = (token: string) => {
    const known = verified.get(token);
    return known && known.expiresAtMs > Date.now() ? known.viewer : undefined;
  };

  return {
    peek,
    sign: async ({ id, sessionId, role }) =>
      new SignJWT({ sid: sessionId, role, scope: 'all' })
        .setProtectedHeader({ alg: algorithm, typ: type })
        .setSubject(id)
        .setIssuer(issuer)
        .setIssuedAt()
        .setExpirationTime(`${ttlSeconds} seconds`)
        .sign(await imported),

    async verify(token) {
      const known = peek(token);
      if (known) return known;
      const { payload } = await jwtVerify(token, await imported, {
        algorithms: [algorithm],
        typ: type,
        issuer,
      }).catch(rethrow);
      const claims = Claims.safeParse(payload);
      if (!claims.success) throw new AppError('UNAUTHENTICATED');
      const { sub, sid, role, exp } = claims.data;
      const viewer: Viewer = { id: sub, sessionId: sid, role };
      verified.set(token, { viewer, expiresAtMs: exp * 1000 });
      return viewer;
    },
  };
}

function rethrow(error: unknown): never {
  throw new AppError(error instanceof errors.JWTExpired ? 'TOKEN_EXPIRED' : 'UNAUTHENTICATED', {
    cause: error,
  });
}
