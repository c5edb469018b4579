import { randomUUID } from 'node:crypto';
import type { Account, Post } from '../behaviours/subject-server.ts';

/** Who has which tokens, and what they posted. */
export interface FakeAccounts {
  posts: Post[];
  signIn(name: string, access: 'valid' | 'expired'): Account;
  /** Of an access token that has not expired. */
  findName(accessToken: string | undefined): string | undefined;
  /** New tokens, unless the refresh token is spent; where there is a grace, one that is spent brings the same again. */
  renew(refreshToken: unknown): Account | undefined;
  post(author: string, text: unknown): void;
}

const hour = 3_600;

export function createFakeAccounts({ hasGrace }: { hasGrace: boolean }): FakeAccounts {
  const names = new Map<string, string>();
  const renewals = new Map<string, { name: string; next?: Account }>();
  const posts: Post[] = [];
  const signIn = (name: string, access: 'valid' | 'expired'): Account => {
    const accessToken = toToken(name, access === 'valid' ? hour : -hour);
    const account = { name, accessToken, refreshToken: randomUUID() };
    if (access === 'valid') names.set(accessToken, name);
    renewals.set(account.refreshToken, { name });
    return account;
  };
  return {
    posts,
    signIn,
    findName: (accessToken) => names.get(accessToken ?? ''),
    renew(refreshToken) {
      const renewal = renewals.get(String(refreshToken));
      if (!renewal || (renewal.next && !hasGrace)) return undefined;
      renewal.next ??= signIn(renewal.name, 'valid');
      return renewal.next;
    },
    post: (author, text) => void posts.push({ author, text: String(text) }),
  };
}

/** Clients read claims of it; nobody verifies it. */
function toToken(name: string, validSeconds: number): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { sub: name, user_id: name, iat: now - hour, exp: now + validSeconds, jti: randomUUID() };
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}.${encode({})}`;
}
