import type { DunlinError } from '../dunlin-error.ts';
import { isTokenRejection, isTransient, toDunlinError } from '../error-answer.ts';
import { backoffMs, delay, type RetryOptions } from '../retry.ts';
import type { Session } from '../session.ts';
import type { LiveMessage, Subscribe } from './subscribe.ts';

/** A server that fails this often in a row will not recover by itself. */
const maxServerFailures = 5;
/** Far more than the server ever repeats. */
const maxRememberedItems = 10_000;

/** The events of a subscription, for as long as it takes: reconnecting, resuming, each item once. */
export type Stream = (
  path: string,
  input: { lastEventId?: string },
  signal?: AbortSignal,
) => AsyncGenerator<LiveMessage, void, undefined>;

export function createStream({ subscribe, session, retry }: StreamOptions): Stream {
  return async function* stream(path, input, signal = new AbortController().signal) {
    let { lastEventId } = input;
    let rejected: { accessToken: string; error: DunlinError } | undefined;
    const isNew = rememberItems();

    for (let failures = 0; !signal.aborted; failures++) {
      let accessToken: string | undefined;
      let askedToWaitMs = 0;
      try {
        if (rejected) await session.renew(rejected.accessToken, rejected.error);
        rejected = undefined;
        accessToken = await session.accessToken();
        const resumed = lastEventId === undefined ? input : { ...input, lastEventId };
        for await (const message of subscribe({ path, input: resumed, accessToken, signal })) {
          failures = 0;
          lastEventId = message.id;
          if (isNew(message)) yield message;
          if (signal.aborted) return;
        }
      } catch (cause) {
        if (signal.aborted) return;
        const error = toDunlinError(cause);
        if (accessToken !== undefined && isTokenRejection(error)) rejected = { accessToken, error };
        else if (!mayResume(error, failures)) throw error;
        askedToWaitMs = error.retryAfterMs ?? 0;
      }
      await delay(askedToWaitMs + backoffMs(failures, retry), signal);
    }
  };
}

function mayResume(error: DunlinError, failures: number): boolean {
  if (error.code === 'TOO_MANY_SUBSCRIPTIONS') return false;
  if (error.code === 'INTERNAL') return failures < maxServerFailures;
  return isTransient(error) || error.code === 'REQUEST_ABORTED';
}

/**
 * The server goes on right behind an event, but for rare cases that can repeat some, as that of very many open transactions:
 * tells for each event whether its item is new.
 */
function rememberItems(): (message: LiveMessage) => boolean {
  const seen = new Set<string>();
  return ({ data }) => {
    const item = data[data.type];
    // An event's item stands under the name of its type; checkpoints and gaps have none.
    if (typeof item !== 'object' || item === null || !('id' in item)) return true;
    const key = `${data.type} ${item.id}`;
    if (seen.has(key)) return false;
    seen.add(key);
    const [oldest] = seen;
    if (oldest !== undefined && seen.size > maxRememberedItems) seen.delete(oldest);
    return true;
  };
}

interface StreamOptions {
  subscribe: Subscribe;
  session: Session;
  retry: RetryOptions;
}
