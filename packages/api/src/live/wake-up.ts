import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../core/errors.ts';
import { maxNamedIds } from './position.ts';

/** What wakes a stream, and what ends it. */
export interface Waking {
  signal: AbortSignal | undefined;
  sweepMs: number;
  /** Calls wake with the id that a hint named, or with nothing when there may be anything. Returns how to stop. */
  listen(wake: Wake): () => void;
  /** Calls end when the viewer's session has ended. Returns how to stop. */
  onSessionEnd(end: () => void): () => void;
}

export type Wake = (id?: string) => void;

/** Collects hints until they are asked for; a bounded set, so a slow reader costs one sweep and no memory. */
export function createWakeUp({ signal, sweepMs, listen, onSessionEnd }: Waking) {
  let hinted = new Set<string>();
  let sweep = false;
  let failure: unknown;
  let wake = Promise.withResolvers<void>();
  const ended = new AbortController();

  const fail = (error: unknown) => {
    failure ??= error;
    wake.resolve();
    ended.abort();
  };
  const onHint = (id?: string) => {
    if (id === undefined || hinted.size >= maxNamedIds) sweep = true;
    else hinted.add(id);
    wake.resolve();
  };
  const onAbort = () => fail(new AppError('REQUEST_ABORTED'));
  const stops = [listen(onHint), onSessionEnd(() => fail(new AppError('SESSION_ENDED')))];
  const timer = setInterval(() => onHint(), sweepMs);
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();

  const throwIfEnded = () => {
    if (failure) throw failure;
  };

  return {
    throwIfEnded,
    /** Waits for hints, and so long at least. @throws AppError REQUEST_ABORTED or SESSION_ENDED */
    async next({ restMs = 0 }: { restMs?: number }): Promise<'sweep' | string[]> {
      if (restMs > 0) await delay(restMs, undefined, { ref: false, signal: ended.signal }).catch(() => {});
      if (!sweep && hinted.size === 0 && !failure) await wake.promise;
      throwIfEnded();
      const ids = [...hinted];
      const whole = sweep;
      hinted = new Set();
      sweep = false;
      wake = Promise.withResolvers();
      return whole ? 'sweep' : ids;
    },
    [Symbol.dispose]() {
      clearInterval(timer);
      signal?.removeEventListener('abort', onAbort);
      for (const stop of stops) stop();
    },
  };
}
