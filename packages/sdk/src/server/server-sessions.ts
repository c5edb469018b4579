import {
  type ClientOptions,
  createClient,
  type DunlinClient,
  type DunlinError,
  type Fetch,
  memoryStorage,
  safe,
  type TokenStorage,
} from '@dunlin/sdk';
import { internalsOf } from '../internals.ts';
import { createKeptStorage } from '../kept-storage.ts';
import { createCookieStorage, type SetCookie } from './cookie-storage.ts';
import { withFailingSignIns } from './failing-sign-ins.ts';
import type { PageRequest } from './page-request.ts';
import { readOnly } from './read-only.ts';
import { createCookieFormat, type SessionCookieOptions } from './session-cookie.ts';
import { createSessionHandler } from './session-handler.ts';

/** What an app that renders on a server does with a request. */
export interface ServerSessions {
  /**
   * Call it before rendering, where cookies can still be set. Refreshes tokens that are about to expire, and removes those of a
   * session that has ended; returns the `Cookie` header with which to go on. Requests of one page that do so at once get the same
   * session. It does not fail: when the server cannot be reached, the page has the old token.
   */
  refresh(request: PageRequest, setCookie: SetCookie): Promise<string>;
  /** For reading where no cookie can be set, as in a server component. It has no refresh token, and so cannot end a session by spending it: once the access token has expired, calls fail with TOKEN_EXPIRED. */
  readOnlyClient(request: PageRequest): DunlinClient;
  /**
   * For signing in and out, and for writing: where cookies can still be set, as in a handler of a form. `setCookie` throws where
   * they cannot: then signing in, and changing the password, fails with STORAGE_FAILED, and `onStorageError` is told.
   */
  client(request: PageRequest, setCookie: SetCookie): DunlinClient;
  /**
   * Answers what the client of a page sends that has `cookieStorage`: POST requests to `/session/auth.login` and the like. The refresh token
   * stays in the cookie. Requests of other sites are refused. It does not fail.
   * @example app.post('/session/:operation', (c) => sessions.handle(c.req.raw, { address }));
   */
  handle(request: Request, visitor?: Pick<PageRequest, 'address'>): Promise<Response>;
}

/**
 * Sessions of an app that renders on a server. Each is in a cookie of its user, which scripts cannot read.
 * @example
 * export const sessions = createServerSessions({ baseUrl: 'https://dunlin.example' });
 * const client = sessions.readOnlyClient({ cookie: request.headers.get('cookie') });
 */
export function createServerSessions(options: ServerSessionsOptions): ServerSessions {
  const { sessionCookie = {}, onRefreshError = () => {}, now = Date.now, ...clientOptions } = options;
  // biome-ignore lint/suspicious/noConsole: users would be signed out, and nobody know why
  const { onStorageError = (error) => console.error(error) } = options;
  const format = createCookieFormat(sessionCookie);
  const open = (request: PageRequest, storage: TokenStorage) => {
    const fetch = forwarding(request, options.fetch);
    return createClient({ ...clientOptions, now, fetch, storage });
  };
  const storageOf = ({ cookie }: PageRequest, setCookie: SetCookie) =>
    createCookieStorage(format, cookie ?? '', setCookie);

  return {
    client(request, setCookie) {
      let lost: DunlinError | undefined;
      const storage = createKeptStorage(storageOf(request, setCookie), (error) => {
        lost = error;
        onStorageError(error);
      });
      return withFailingSignIns(open(request, storage), () => lost);
    },

    readOnlyClient(request) {
      const { accessToken, userId, sessionId } = format.read(request.cookie ?? '') ?? {};
      const tokens = accessToken === undefined ? undefined : { accessToken, userId, sessionId };
      return readOnly(open(request, memoryStorage(tokens)));
    },

    async refresh(request, setCookie) {
      const storage = storageOf(request, setCookie);
      const kept = createKeptStorage(storage, (error) => {
        onStorageError(error);
        onRefreshError(error);
      });
      const tokens = format.read(request.cookie ?? '');
      const { refreshAt = Number.POSITIVE_INFINITY } = tokens ?? {};
      if (tokens?.refreshToken !== undefined && refreshAt <= now()) {
        const { session } = internalsOf(open(request, kept));
        // It says when the session is over, and then there are no tokens left.
        const { error } = await safe(session.renew(await session.owner(), tokens.accessToken));
        if (error && error.code !== 'SESSION_ENDED') onRefreshError(error);
      }
      return storage.header();
    },

    handle: createSessionHandler({ format, now, open }),
  };
}

/** Has the server count a request for whoever it is made for, and show their browser among their sessions. */
function forwarding({ address, userAgent }: PageRequest, fetch: Fetch | undefined): Fetch | undefined {
  if (address === undefined && userAgent === undefined) return fetch;
  const send: Fetch = fetch ?? ((...request) => globalThis.fetch(...request));
  return (url, init) => {
    const headers = new Headers(init?.headers);
    if (address !== undefined) headers.set('x-forwarded-for', address);
    if (userAgent !== undefined) headers.set('user-agent', userAgent);
    return send(url, { ...init, headers });
  };
}

export interface ServerSessionsOptions extends Omit<ClientOptions, 'storage'> {
  /** Told when a cookie could not be set, as once the answer has begun: whoever has it will be signed out. `console.error` unless given. */
  onStorageError?: ((error: DunlinError) => void) | undefined;
  sessionCookie?: SessionCookieOptions | undefined;
  /** Told why tokens could not be refreshed although the session has not ended, such as NETWORK_ERROR, or STORAGE_FAILED when their cookie could not be set. */
  onRefreshError?: ((error: DunlinError) => void) | undefined;
}
