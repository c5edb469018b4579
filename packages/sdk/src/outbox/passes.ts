import type { DunlinError } from '@dunlin/sdk';
import { createStop } from '../abort.ts';
import { acrossTabs } from '../across-tabs.ts';
import { toDunlinError } from '../error-answer.ts';
import type { ClientConnection } from '../line.ts';
import { backoffMs, type RetryOptions } from '../retry.ts';
import { createTurns } from '../turns.ts';

/** When what waits is sent: one pass after the other, and again for as long as something waits. */
export interface Passes {
  /** Resolves when a pass that begins now, or has yet to begin, has sent all; rejects with what was in its way. */
  flush(): Promise<void>;
  /** The same for nobody in particular, unless it is not yet time to try again. */
  begin(): void;
  /** Does not wait for that time. */
  beginNow(): void;
  stop(): void;
}

export function createPasses({ lockName, send, retry, line, onDelay }: PassesOptions): Passes {
  const stop = createStop();
  const inTurn = createTurns();
  /** One that has not begun sends all that is there by then. */
  let next: Promise<void> | undefined;
  /** Whether it begins before it is time to try again. */
  let isUrgent = false;
  let pause: { timer: ReturnType<typeof setTimeout>; isAskedFor: boolean } | undefined;
  let failures = 0;

  const endPause = () => {
    clearTimeout(pause?.timer);
    pause = undefined;
  };
  const tryAgainAfter = ({ retryAfterMs = 0 }: DunlinError) => {
    if (stop.signal.aborted) return;
    const timer = setTimeout(beginNow, retryAfterMs + backoffMs(failures++, retry));
    pause = { timer, isAskedFor: retryAfterMs > 0 };
  };
  const pass = async () => {
    const mayBegin = isUrgent || !pause;
    next = undefined;
    isUrgent = false;
    if (!mayBegin) return;
    endPause();
    try {
      await acrossTabs(lockName, () => send(stop.signal));
      failures = 0;
    } catch (cause) {
      const error = toDunlinError(cause, stop.signal);
      tryAgainAfter(error);
      throw error;
    }
  };
  const begin = () => {
    if (next !== undefined) return;
    next = inTurn(pass);
    next.catch((error) => {
      if (!stop.signal.aborted) onDelay(error);
    });
  };
  function beginNow() {
    isUrgent = true;
    begin();
  }
  const unwatch = line.onChange(({ state }) => {
    const isBack = state === 'unknown' || (state === 'online' && pause !== undefined);
    // A line that is back is no reason to go before the server has asked to.
    if (isBack && !pause?.isAskedFor) beginNow();
  });
  return {
    flush() {
      isUrgent = true;
      next ??= inTurn(pass);
      return next;
    },
    begin,
    beginNow,
    stop() {
      stop.abort(undefined);
      endPause();
      unwatch();
    },
  };
}

interface PassesOptions {
  lockName: string | undefined;
  send: (signal: AbortSignal) => Promise<void>;
  retry: RetryOptions;
  line: ClientConnection;
  onDelay: (error: DunlinError) => void;
}
