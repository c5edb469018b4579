import { orAbort } from '../abort.ts';
import type { ClientOptions } from '../client-options.ts';
import type { DunlinError } from '../dunlin-error.ts';
import { isTokenRejection, isTransient, toDunlinError } from '../error-answer.ts';
import type { Fetch } from '../http.ts';
import type { Line } from '../line.ts';
import { backoffMs, delay, type RetryOptions } from '../retry.ts';
import type { Session } from '../session.ts';
import { createItemMemory } from './item-memory.ts';
import type { LiveEvent, Reader, Reading } from './load-reader.ts';
import { createSse } from './sse.ts';
import type { Subscribe } from './subscribe.ts';
import { withFallback } from './transports.ts';
import { createWebSockets } from './websocket.ts';

/** What fails this often in a row will not mend itself. */
const maxTries = 5;

/** Reads streams: a fifth of the client, which bundlers put into a file of its own. */
export function createReader(options: ReaderOptions): Reader {
  const subscribe = createSubscribe(options);
  return (reading) => readEvents(options, subscribe, reading);
}

function createSubscribe(options: ReaderOptions): Subscribe {
  const { transport = 'auto', WebSocket = globalThis.WebSocket } = options;
  const sse = createSse(options);
  if (transport === 'sse' || (transport === 'auto' && !WebSocket)) return sse;
  const webSocket = createWebSockets({ ...options, WebSocket });
  return transport === 'auto' ? withFallback(webSocket, sse) : webSocket;
}

/** Reads events from one connection after the other. */
async function* readEvents(
  { session, line, retry }: ReaderOptions,
  subscribe: Subscribe,
  { path, input, signIn, signal }: Reading,
): AsyncGenerator<LiveEvent, void, undefined> {
  let { lastEventId } = input;
  let rejected: { accessToken: string; error: DunlinError } | undefined;
  const isNew = createItemMemory();

  for (let failures = 0; ; failures++) {
    let accessToken: string | undefined;
    let askedToWaitMs = 0;
    try {
      if (rejected) await orAbort(session.renew(signIn, rejected.accessToken, rejected.error), signal);
      rejected = undefined;
      accessToken = await orAbort(session.accessToken(signIn), signal);
      signal.throwIfAborted();
      const resumed = lastEventId === undefined ? input : { ...input, lastEventId };
      for await (const message of subscribe({ path, input: resumed, accessToken, signal })) {
        signal.throwIfAborted();
        line.heard();
        failures = 0;
        lastEventId = message.id;
        if (isNew(message)) yield { id: message.id, ...message.data };
        signal.throwIfAborted();
      }
    } catch (cause) {
      const error = toDunlinError(cause, signal);
      if (signal.aborted) throw error;
      line.failed(error);
      if (accessToken !== undefined && isTokenRejection(error)) rejected = { accessToken, error };
      else if (!mayResume(error, failures)) throw error;
      askedToWaitMs = error.retryAfterMs ?? 0;
    }
    await delay(askedToWaitMs, signal);
    // As at first, once the device is online again: what it cannot reach right then it may at once.
    if (await line.wait(backoffMs(failures, retry), signal)) failures = -1;
    signal.throwIfAborted();
  }
}

function mayResume(error: DunlinError, failures: number): boolean {
  // One that was just left may still count: of this page before it was loaded again, or of the list that made room for this one.
  if (error.code === 'TOO_MANY_SUBSCRIPTIONS' || error.code === 'INTERNAL') return failures < maxTries;
  return isTransient(error) || error.code === 'REQUEST_ABORTED';
}

interface ReaderOptions extends Pick<ClientOptions, 'transport' | 'WebSocket'> {
  /** Of tRPC. */
  url: string;
  fetch: Fetch;
  session: Session;
  line: Line;
  retry: RetryOptions;
}
