import type { AppRouter } from '@dunlin/api';
import { createTRPCClient, getUntypedClient, httpBatchLink, httpLink, splitLink } from '@trpc/client';
import { type CallContext, callLink, headersFor, perSignIn } from './call-link.ts';
import { checkOptions } from './check-options.ts';
import type { DunlinClient } from './client.ts';
import type { DunlinError } from './dunlin-error.ts';
import { createHttp, type Fetch } from './http.ts';
import { createKeptStorage } from './kept-storage.ts';
import { liveLink } from './live/live-link.ts';
import { createSse } from './live/sse.ts';
import { createStream } from './live/stream.ts';
import { withFallback } from './live/transports.ts';
import { createWebSockets } from './live/websocket.ts';
import type { WebSocketConstructor } from './live/websocket-connection.ts';
import { createOperations } from './operations.ts';
import { defaultRetry, type RetryOptions } from './retry.ts';
import { createSession } from './session.ts';
import { memoryStorage, type TokenStorage } from './token-storage.ts';
import { createUploadMedia } from './upload-media.ts';

/** Calls in one batch, and characters of its URL: within what servers and proxies commonly take. */
const maxBatchItems = 20;
const maxUrlLength = 6_000;

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
  const {
    storage = memoryStorage(),
    now = Date.now,
    onSessionEnd: onEnd = () => {},
    onStorageError = () => {},
    timeoutMs = 30_000,
  } = options;
  const fetch: Fetch = options.fetch ?? ((...request) => globalThis.fetch(...request));
  const retry = { ...defaultRetry, ...options.retry };
  const baseUrl = options.baseUrl.replace(/\/+$/, '');
  const url = `${baseUrl}/trpc`;
  const session = createSession({
    storage: createKeptStorage(storage, onStorageError),
    now,
    onEnd,
    refresh(signIn, refreshToken) {
      const context = { owner: Promise.resolve(signIn) } satisfies CallContext;
      return getUntypedClient(trpc).mutation('auth.refresh', { refreshToken }, { context });
    },
  });
  const stream = createStream({ subscribe: createSubscribe({ ...options, url, fetch }), session, retry });
  const http = { url, fetch: createHttp(fetch) };
  const trpc = createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === 'subscription',
        true: liveLink(stream),
        false: [
          callLink({ session, retry, timeoutMs }),
          splitLink({
            condition: ({ type }) => type === 'mutation',
            true: httpLink({ ...http, headers: ({ op }) => headersFor([op], session) }),
            false: perSignIn(
              httpBatchLink({
                ...http,
                maxItems: maxBatchItems,
                maxURLLength: maxUrlLength,
                headers: ({ opList }) => headersFor(opList, session),
              }),
            ),
          }),
        ],
      }),
    ],
  });
  const uploadMedia = createUploadMedia({ baseUrl, fetch, session, retry });
  return createOperations({ trpc, stream, session, uploadMedia });
}

export interface ClientOptions {
  /** Address of the server, such as `https://dunlin.example`. */
  baseUrl: string;
  /** Where tokens are kept; in memory unless given. */
  storage?: TokenStorage | undefined;
  /** Called once when the session has ended and the user must sign in again; the tokens have been removed. */
  onSessionEnd?: ((error: DunlinError) => void) | undefined;
  /**
   * Called when the tokens could not be written, such as when a browser has no room left: whoever is signed in stays so in this
   * client, and no longer.
   */
  onStorageError?: ((error: DunlinError) => void) | undefined;
  /** How live streams connect; `auto` unless given: WebSocket, or Server-Sent Events where it is missing or cannot connect. */
  transport?: 'auto' | 'websocket' | 'sse' | undefined;
  retry?: Partial<RetryOptions> | undefined;
  /** How long a call may take with all its attempts, in milliseconds; 30 000 unless given, and half an hour for uploads. */
  timeoutMs?: number | undefined;
  /** The platform's unless given. */
  fetch?: Fetch | undefined;
  /** The platform's unless given. */
  WebSocket?: WebSocketConstructor | undefined;
  /** The clock, in Unix milliseconds. */
  now?: (() => number) | undefined;
}

function createSubscribe(options: ClientOptions & { url: string; fetch: Fetch }) {
  const { transport = 'auto', WebSocket = globalThis.WebSocket } = options;
  const sse = createSse(options);
  if (transport === 'sse' || (transport === 'auto' && !WebSocket)) return sse;
  const webSocket = createWebSockets({ ...options, WebSocket });
  return transport === 'auto' ? withFallback(webSocket, sse) : webSocket;
}
