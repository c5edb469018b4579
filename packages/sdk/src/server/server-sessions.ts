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
import { readOnly } from './read-only.ts';
import { createCookieFormat, type SessionCookieOptions } from './session-cookie.ts';

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
  const open = ({ address }: PageRequest, storage: TokenStorage) => {
    const fetch = address === undefined ? options.fetch : forwarding(address, options.fetch);
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
  };
}

/** Has the server count a request for whoever it is made for. */
function forwarding(address: string, fetch: Fetch = globalThis.fetch): Fetch {
  return (url, init) => {
    const headers = new Headers(init?.headers);
    headers.set('x-forwarded-for', address);
    return fetch(url, { ...init, headers });
  };
}

export interface PageRequest {
  /** Its `Cookie` header. */
  cookie: string | null | undefined;
  /**
   * The address that it comes from. A server that trusts the app as its proxy (`TRUST_PROXY`) then counts sign-ins and refreshes for
   * that address; else all users of the app share the limits of one.
   */
  address?: string | undefined;
}

export interface ServerSessionsOptions extends Omit<ClientOptions, 'storage'> {
  /** Told when a cookie could not be set, as once the answer has begun: whoever has it will be signed out. `console.error` unless given. */
  onStorageError?: ((error: DunlinError) => void) | undefined;
  sessionCookie?: SessionCookieOptions | undefined;
  /** Told why tokens could not be refreshed although the session has not ended, such as NETWORK_ERROR, or STORAGE_FAILED when their cookie could not be set. */
  onRefreshError?: ((error: DunlinError) => void) | undefined;
}
