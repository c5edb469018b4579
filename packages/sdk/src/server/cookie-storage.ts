import type { TokenStorage, Tokens } from '@dunlin/sdk';
import type { CookieFormat, SessionCookie } from './session-cookie.ts';

/** Takes a cookie that the answer to a request is to set. */
export type SetCookie = (cookie: SessionCookie) => void;

export interface CookieStorage extends TokenStorage {
  get(): Tokens | undefined;
  remove(): void;
  /** The request's `Cookie` header as it is with what has been set since. */
  header(): string;
}

/** The tokens of whoever sent a request. */
export function createCookieStorage(
  format: CookieFormat,
  header: string,
  setCookie: SetCookie,
): CookieStorage {
  let tokens = format.read(header);
  const change = (changed: Tokens | undefined) => {
    setCookie(format.toCookie(changed));
    tokens = changed;
  };
  return {
    get: () => tokens,
    set: change,
    remove: () => change(undefined),
    header: () => format.replace(header, tokens),
  };
}
