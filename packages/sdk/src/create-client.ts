import { type CallOperation, createCalls } from './calls.ts';
import { checkOptions } from './check-options.ts';
import type { DunlinClient } from './client.ts';
import type { ClientOptions } from './client-options.ts';
import { createClientSession } from './client-session.ts';
import { createCurrentSignIn } from './current-sign-in.ts';
import { createHttp, type Fetch } from './http.ts';
import { withInternals } from './internals.ts';
import { createKeptStorage } from './kept-storage.ts';
import { createLine } from './line.ts';
import { createLoadReader } from './live/load-reader.ts';
import { createStream } from './live/stream.ts';
import { createOperations } from './operations.ts';
import { defaultRetry } from './retry.ts';
import { createSend } from './send.ts';
import { createSession } from './session.ts';
import { memoryStorage } from './token-storage.ts';

/**
 * A client of one Dunlin server, for one account at a time. Signing in keeps the tokens in `storage` and refreshes them;
 * reads are batched, writes carry an idempotency key, both are retried.
 * @throws DunlinError INVALID_OPTIONS or UNSUPPORTED_RUNTIME
 * @example
 * const client = createClient({ baseUrl: 'http://localhost:3000' });
 * await client.auth.login({ username: 'ada_lovelace', password });
 * for await (const tweet of client.timelines.home.items()) console.log(tweet.text);
 */
export function createClient(options: ClientOptions): DunlinClient {
  checkOptions(options);
  const { now = Date.now, onStorageError = () => {}, timeoutMs = 30_000 } = options;
  const fetch: Fetch = options.fetch ?? ((...request) => globalThis.fetch(...request));
  const retry = { ...defaultRetry, ...options.retry };
  const baseUrl = options.baseUrl.replace(/\/+$/, '');
  const url = `${baseUrl}/trpc`;
  const storage = createKeptStorage(options.storage ?? memoryStorage(), onStorageError);
  const line = createLine(now);
  const current = createCurrentSignIn();
  const session = createSession({
    ...{ storage, current, now },
    refresh: (signIn, refreshToken) =>
      call({ path: 'auth.refresh', isWrite: true }, { refreshToken }, { owner: Promise.resolve(signIn) }),
  });
  const load = async () => {
    const { createReader } = await import('./live/reader.ts');
    return createReader({ ...options, url, fetch, session, line, retry });
  };
  const stream = createStream(session, createLoadReader({ line, retry, load }));
  const send = createSend({ url, sessionUrl: storage.sessionUrl, http: createHttp(fetch), session });
  const call: CallOperation = createCalls({ session, line, retry, timeoutMs, send });
  const internals = { baseUrl, fetch, isFetchOwn: options.fetch !== undefined, session, line, retry, call };
  const client = {
    ...createOperations({ call, stream, session }),
    session: createClientSession({ storage, current, signIns: session }),
    connection: line.view,
  };
  return withInternals(client, internals);
}
