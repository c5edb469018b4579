import type { Tokens } from '@dunlin/sdk';
import { readTokens } from '../token-storage.ts';

/** What browsers keep at most of a cookie, in bytes. */
const maxBytes = 4_096;

export interface SessionCookieOptions {
  /** Name of the cookie, before its prefix; `dunlin` unless given. */
  name?: string | undefined;
  /**
   * Whether browsers send the cookie over https alone, and to this host alone by the prefix `__Host-`; true unless given. Safari
   * keeps no such cookie of http://localhost: false there, and nowhere else.
   */
  secure?: boolean | undefined;
  /** How long the browser keeps the cookie after the last refresh, in seconds; 30 days unless given, as long as a server keeps a session. */
  maxAgeSeconds?: number | undefined;
  /** `strict` for an app whose server renders nothing for who is signed in: links of other sites then come without the cookie. `lax` unless given. */
  sameSite?: 'lax' | 'strict' | undefined;
}

/** A cookie to set, in the form that frameworks take; `toSetCookie` makes the header of it. An empty value removes it. */
export interface SessionCookie {
  name: string;
  value: string;
  path: '/';
  httpOnly: true;
  secure: boolean;
  sameSite: 'lax' | 'strict';
  /** In seconds. */
  maxAge: number;
}

/**
 * The `Set-Cookie` header of a cookie.
 * @example response.headers.append('set-cookie', toSetCookie(cookie));
 */
export function toSetCookie({ name, value, secure, maxAge, sameSite }: SessionCookie): string {
  const site = sameSite === 'strict' ? 'Strict' : 'Lax';
  return `${name}=${value}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=${site}${secure ? '; Secure' : ''}`;
}

/** How tokens are in cookies: as base64url of JSON, which no framework encodes once more. */
export function createCookieFormat({
  name = 'dunlin',
  secure = true,
  maxAgeSeconds = 30 * 86_400,
  sameSite = 'lax',
}: SessionCookieOptions) {
  const fullName = secure ? `__Host-${name}` : name;
  const pattern = new RegExp(`(?:^|;) *${fullName.replaceAll(/[^\w-]/g, '\\$&')}=([^;]*)`, 'g');

  /** @throws RangeError when it is more than browsers keep */
  const toCookie = (tokens: Tokens | undefined): SessionCookie => {
    const cookie: SessionCookie = {
      ...{ name: fullName, value: tokens ? encode(tokens) : '', maxAge: tokens ? maxAgeSeconds : 0 },
      ...{ path: '/', httpOnly: true, secure, sameSite },
    };
    const { length } = toSetCookie(cookie);
    if (length > maxBytes)
      throw new RangeError(
        `The tokens take ${length} bytes as a cookie, of which browsers keep ${maxBytes}.`,
      );
    return cookie;
  };

  return {
    toCookie,

    /** The `Set-Cookie` header of what scripts of the page may know of the session: `cookieStorage` reads it. */
    toSetMark({ userId, sessionId }: Tokens): string {
      const value = `${userId}.${sessionId}`;
      const cookie = { ...toCookie(undefined), name: `${fullName}-session`, value, maxAge: maxAgeSeconds };
      return toSetCookie(cookie).replace('; HttpOnly', '');
    },

    /** Undefined for none, and for one that holds something else. */
    read(header: string): Tokens | undefined {
      const [first] = header.matchAll(pattern);
      return first?.[1] ? readTokens(decode(first[1])) : undefined;
    },

    /** The `Cookie` header as it is once these tokens are set. */
    replace(header: string, tokens: Tokens | undefined): string {
      const others = header.replaceAll(pattern, '').replace(/^; */, '');
      const { value } = toCookie(tokens);
      return [others, value && `${fullName}=${value}`].filter(Boolean).join('; ');
    },
  };
}

function encode(tokens: Tokens): string {
  return btoa(JSON.stringify(tokens)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function decode(value: string): string {
  try {
    return atob(value.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return '';
  }
}

export type CookieFormat = ReturnType<typeof createCookieFormat>;
