import type { AppRouter } from '@dunlin/api';
import { type Operation, TRPCClientError, type TRPCLink } from '@trpc/client';
import { observable, observableToPromise } from '@trpc/server/observable';
import type { DunlinError } from './dunlin-error.ts';
import { isTokenRejection, toDunlinError } from './error-answer.ts';
import type { PathOf } from './operation-type.ts';
import { delay, type RetryOptions, retryDelayMs } from './retry.ts';
import type { Session } from './session.ts';

/** Sent without an access token: they bring one. */
const anonymous = setOf('auth.register', 'auth.login', 'auth.refresh');
/** Their answers change who is signed in. */
const sessionChanges = setOf(
  'auth.register',
  'auth.login',
  'auth.refresh',
  'auth.changePassword',
  'auth.logout',
);

/** Gives each call a fresh token when the old one is rejected, repetitions when it may succeed later, and the session what it brings. */
export function callLink({ session, retry }: { session: Session; retry: RetryOptions }): TRPCLink<AppRouter> {
  const repeat = async <Answer>(op: Operation, attempt: () => Promise<Answer>): Promise<Answer> => {
    for (let retries = 0, renewed = false; ; ) {
      try {
        op.signal?.throwIfAborted();
        return await attempt();
      } catch (cause) {
        const error = toDunlinError(cause, op.signal);
        const { accessToken } = contextOf(op);
        if (accessToken !== undefined && !renewed && isTokenRejection(error)) {
          renewed = true;
          await session.renew(accessToken, error);
        } else {
          const delayMs = retryDelayMs(error, retries++, retry);
          if (delayMs === undefined) throw error;
          await delay(delayMs, op.signal);
        }
      }
    }
  };

  return () =>
    ({ op, next }) =>
      observable((observer) => {
        const { signal } = op;
        const fail = (error: DunlinError) => observer.error(TRPCClientError.from(error));
        const abort = () => fail(toDunlinError(signal?.reason, signal));
        // What the call waits for may not end by its signal: a batch with calls of others, or a refresh.
        signal?.addEventListener('abort', abort);
        const send = () => observableToPromise(next(op));
        const attempt = async () => {
          if (!sessionChanges.has(op.path)) return send();
          const sent = send();
          // `as`: the answers of these operations have tokens, or are empty.
          await session.change(async () => (await sent).result.data as never);
          return sent;
        };
        repeat(op, attempt).then((answer) => {
          observer.next(answer);
          observer.complete();
        }, fail);
        return () => signal?.removeEventListener('abort', abort);
      });
}

/** The headers of one HTTP request, and the note in its calls of the token that it was sent with. */
export async function headersFor(
  ops: readonly Operation[],
  session: Session,
): Promise<Record<string, string>> {
  const headers: Record<string, string> = {};
  const accessToken = await tokenFor(ops, session);
  if (accessToken !== undefined) headers.authorization = `Bearer ${accessToken}`;
  for (const op of ops) {
    const context = contextOf(op);
    context.accessToken = accessToken;
    if (op.type === 'mutation')
      headers['idempotency-key'] = context.idempotencyKey ??= createIdempotencyKey();
  }
  return headers;
}

function tokenFor(ops: readonly Operation[], session: Session): Promise<string | undefined> | undefined {
  const isAny = (paths: ReadonlySet<string>) => ops.some(({ path }) => paths.has(path));
  if (isAny(anonymous)) return undefined;
  return isAny(sessionChanges) ? session.storedToken() : session.accessToken();
}

/** What the links of this client note about a call; the same object for all its repetitions. */
export interface CallContext {
  idempotencyKey?: string | undefined;
  accessToken?: string | undefined;
}

function contextOf(op: Operation): CallContext {
  // `as`: tRPC lets a call carry any context; this client's calls carry this one.
  return op.context as CallContext;
}

/** Not crypto.randomUUID, which browsers have on https pages only. */
function createIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function setOf(...paths: PathOf<'mutation'>[]): ReadonlySet<string> {
  return new Set(paths);
}
