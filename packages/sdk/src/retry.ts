import type { DunlinError } from './dunlin-error.ts';
import { isTransient } from './error-answer.ts';

/** How calls are repeated after network failures and answers 429 and 502 to 504; writes too, under one idempotency key. */
export interface RetryOptions {
  /** Repetitions of one call at most; 0 turns retrying off. Streams reconnect without limit. Default 4. */
  maxRetries: number;
  /** The first wait is random and up to this; the bound doubles with each. Default 250. */
  baseDelayMs: number;
  /** No wait is longer; a call whose server asks for more fails at once with `retryAfterMs`. Default 20 000. */
  maxDelayMs: number;
}

export const defaultRetry: RetryOptions = { maxRetries: 4, baseDelayMs: 250, maxDelayMs: 20_000 };

/** How long to wait before repeating a call that failed, or undefined when it should not be repeated, or would not have the time. */
export function retryDelayMs(
  error: DunlinError,
  { retries, remainingMs, ...options }: RetryOptions & { retries: number; remainingMs: number },
): number | undefined {
  const { retryAfterMs = 0 } = error;
  if (!isTransient(error) || retries >= options.maxRetries || retryAfterMs > options.maxDelayMs)
    return undefined;
  const delayMs = retryAfterMs + backoffMs(retries, options);
  return delayMs < remainingMs ? delayMs : undefined;
}

/** Random, so that clients that failed together do not come back together. */
export function backoffMs(failures: number, { baseDelayMs, maxDelayMs }: RetryOptions): number {
  return Math.random() * Math.min(maxDelayMs, baseDelayMs * 2 ** failures);
}

/** Waits for something, but no longer than that. */
export function atMost(ms: number, done: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    void done.then(resolve).finally(() => clearTimeout(timer));
  });
}

/** Waits; an abort ends the wait early. */
export function delay(ms: number, signal?: AbortSignal | null): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal?.addEventListener('abort', finish);
    if (signal?.aborted) finish();
  });
}
