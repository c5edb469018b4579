import type { SessionCookie } from '../../src/server.ts';

/** A browser's jar for the one host there is. */
export function createCookieJar() {
  const cookies = new Map<string, string>();
  return {
    cookies,
    setCookie(cookie: SessionCookie): void {
      if (cookie.maxAge > 0) cookies.set(cookie.name, cookie.value);
      else cookies.delete(cookie.name);
    },
    /** The headers of an answer. */
    take(setCookies: readonly string[]): void {
      for (const header of setCookies) {
        const [pair = '', ...attributes] = header.split('; ');
        const [name = '', value = ''] = pair.split('=');
        if (attributes.includes('Max-Age=0')) cookies.delete(name);
        else cookies.set(name, value);
      }
    },
    /** What the browser sends. */
    header: () => Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; '),
  };
}
