import type { DunlinError } from '@dunlin/sdk';
import { createStop } from '../abort.ts';
import { acrossTabs } from '../across-tabs.ts';
import { toDunlinError } from '../error-answer.ts';
import { backoffMs, type RetryOptions } from '../retry.ts';
import { createTurns } from '../turns.ts';

/** When what waits is sent: one pass after the other, and again for as long as something waits. */
export interface Passes {
  /** Resolves when a pass that begins now, or has yet to begin, has sent all; rejects with what was in its way. */
  flush(): Promise<void>;
  /** The same for nobody in particular. */
  begin(): void;
  stop(): void;
}

export function createPasses({ lockName, send, retry, onDelay }: PassesOptions): Passes {
  const stop = createStop();
  const inTurn = createTurns();
  /** One that has not begun sends all that is there by then. */
  let next: Promise<void> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;

  const tryAgainIn = (ms: number) => {
    clearTimeout(timer);
    if (!stop.signal.aborted) timer = setTimeout(begin, ms);
  };
  const pass = async () => {
    next = undefined;
    try {
      await acrossTabs(lockName, () => send(stop.signal));
      failures = 0;
    } catch (cause) {
      const error = toDunlinError(cause, stop.signal);
      tryAgainIn((error.retryAfterMs ?? 0) + backoffMs(failures++, retry));
      throw error;
    }
  };
  const flush = () => {
    next ??= inTurn(pass);
    return next;
  };
  function begin() {
    flush().catch((error) => {
      if (!stop.signal.aborted) onDelay(error);
    });
  }

  const { addEventListener, removeEventListener } = globalThis as unknown as OnlineEvents;
  addEventListener?.('online', begin);
  return {
    flush,
    begin,
    stop() {
      stop.abort(undefined);
      clearTimeout(timer);
      removeEventListener?.('online', begin);
    },
  };
}

interface PassesOptions {
  lockName: string | undefined;
  send: (signal: AbortSignal) => Promise<void>;
  retry: RetryOptions;
  onDelay: (error: DunlinError) => void;
}

/** What pages and workers have. */
interface OnlineEvents {
  addEventListener?(type: 'online', listener: () => void): void;
  removeEventListener?(type: 'online', listener: () => void): void;
}
