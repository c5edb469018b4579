import {
  type AuthResult,
  type DunlinClient,
  DunlinError,
  isDunlinError,
  safe,
  type Tokens,
  type WriteOptions,
} from '@dunlin/sdk';
import { refreshAtShare } from '../sign-in.ts';
import type { TokenStorage } from '../token-storage.ts';
import { createCookieStorage } from './cookie-storage.ts';
import type { PageRequest } from './page-request.ts';
import { readSessionCall, type SessionCallRequest } from './session-call-request.ts';
import { type CookieFormat, type SessionCookie, toSetCookie } from './session-cookie.ts';

/** Answers what a client with `cookieStorage` sends as the API would, but for the refresh token, which stays in the cookie. */
export function createSessionHandler({ format, now, open }: SessionHandlerOptions) {
  return async (request: Request, visitor: Pick<PageRequest, 'address'> = {}): Promise<Response> => {
    const headers = new Headers({ 'cache-control': 'private, no-store' });
    const setCookie = (cookie: SessionCookie) => headers.append('set-cookie', toSetCookie(cookie));
    const cookie = request.headers.get('cookie') ?? '';
    const storage = createCookieStorage(format, cookie, setCookie);
    const current = () => format.read(storage.header());
    try {
      const call = await readSessionCall(request);
      const userAgent = request.headers.get('user-agent') ?? undefined;
      const idempotencyKey = request.headers.get('idempotency-key') ?? undefined;
      const { auth } = open({ ...visitor, cookie, userAgent }, storage);
      const result = await run(call, { auth, idempotencyKey, current, now });
      // The page removes it by itself, once it has told why.
      const tokens = result && current();
      if (tokens) headers.append('set-cookie', format.toSetMark(tokens));
      // What stands for the refresh token names the access token that is to be replaced.
      return Response.json(
        { result: { data: result && { ...result, refreshToken: result.accessToken } } },
        { headers },
      );
    } catch (cause) {
      const error = toRefusal(cause);
      if (isDunlinError(error, 'INVALID_REFRESH_TOKEN') || isDunlinError(error, 'REFRESH_TOKEN_REUSED'))
        storage.remove();
      return Response.json(toErrorBody(error), { status: error.status, headers });
    }
  };
}

/** `as`: of the inputs the API says what is wrong with any other. */
async function run(
  { path, input }: SessionCallRequest,
  { auth, idempotencyKey, ...session }: RunOptions,
): Promise<AuthResult | undefined> {
  const options = { idempotencyKey };
  switch (path) {
    case 'auth.register':
      return auth.register(input as never, options);
    case 'auth.login':
      return auth.login(input as never, options);
    case 'auth.reactivate':
      return auth.reactivate(input as never, options);
    case 'auth.changePassword':
      return auth.changePassword(input as never, options);
    case 'auth.logout':
      return logout(auth, options);
    case 'auth.refresh':
      return goOn(auth, input.refreshToken, session);
  }
}

/** A session that has ended already is as good as signed out. */
async function logout(auth: DunlinClient['auth'], options: WriteOptions): Promise<undefined> {
  const { error } = await safe(auth.logout({}, options));
  if (error && error.code !== 'SESSION_ENDED') throw error;
}

/** New tokens in place of those that the page has, or those of the cookie that the page does not have: a page that is only loaded again spends no refresh token. */
async function goOn(
  auth: DunlinClient['auth'],
  known: unknown,
  { current, now }: Pick<RunOptions, 'current' | 'now'>,
): Promise<AuthResult> {
  const { accessToken, refreshToken } = current() ?? {};
  if (refreshToken === undefined)
    throw new DunlinError('SESSION_ENDED', 'Nobody is signed in here.', { status: 401 });
  if (known === accessToken) return auth.refresh({ refreshToken });
  // It is refreshed by this if it has to be.
  const user = await auth.me();
  const tokens = current();
  const leftMs = (tokens?.refreshAt ?? 0) - now();
  return {
    ...{ user, tokenType: 'Bearer', refreshToken: '', accessToken: tokens?.accessToken ?? '' },
    expiresIn: Math.max(1, Math.ceil(leftMs / 1000 / refreshAtShare)),
  };
}

/** As the API would: where it could not be asked, it is that which is not available. */
function toRefusal(cause: unknown): DunlinError & { status: number } {
  const { code, status, message, ...details } = isDunlinError(cause)
    ? cause
    : new DunlinError('INTERNAL', 'The session could not be changed.', { status: 500 });
  const isUnreachable = ['NETWORK_ERROR', 'TIMEOUT', 'INVALID_RESPONSE'].includes(code);
  const [ownCode, ownStatus] = isUnreachable ? (['UNAVAILABLE', 503] as const) : (['INTERNAL', 500] as const);
  const error = new DunlinError(status === undefined ? ownCode : code, message, {
    ...details,
    status: status ?? ownStatus,
  });
  return error as DunlinError & { status: number }; // `as`: it has just been given one
}

/** As tRPC has it. */
function toErrorBody({
  code,
  status,
  message,
  requestId,
  issues,
  retryAfterMs,
  suspension,
  deactivation,
}: DunlinError): object {
  const data = {
    code,
    httpStatus: status,
    requestId,
    retryAfterMs,
    suspension,
    deactivation,
    ...(issues.length > 0 && { issues }),
  };
  return { error: { message, data } };
}

interface SessionHandlerOptions {
  format: CookieFormat;
  /** Unix milliseconds. */
  now: () => number;
  /** A client for whoever sent a request. */
  open: (request: PageRequest, storage: TokenStorage) => DunlinClient;
}

interface RunOptions {
  auth: DunlinClient['auth'];
  idempotencyKey: string | undefined;
  /** The tokens in the cookie as it now is. */
  current: () => Tokens | undefined;
  now: () => number;
}
