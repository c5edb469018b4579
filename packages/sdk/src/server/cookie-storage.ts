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

/**
 * The tokens of whoever sent a request, without `refreshAt`: a client of it refreshes what the server has rejected, and waits for
 * that. Were it to go on with the old token meanwhile, the answer could begin without the cookie.
 */
export function createCookieStorage(
  format: CookieFormat,
  request: string,
  setCookie: SetCookie,
): CookieStorage {
  let header = request;
  let tokens = format.read(header);
  const change = (changed: Tokens | undefined) => {
    setCookie(format.toCookie(changed));
    tokens = changed;
    header = format.replace(header, tokens);
  };
  return {
    get: () => tokens && { ...tokens, refreshAt: undefined },
    set: change,
    remove: () => change(undefined),
    header: () => header,
  };
}
