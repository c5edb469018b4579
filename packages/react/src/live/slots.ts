import type { LiveThing } from './live-registry.ts';

/** Lets so many streams be open at once; the others wait in the order in which they came. */
export interface Slots extends LiveThing {
  /** Reads a stream once there is room for it, unless the signal aborts before. */
  during<Event>(signal: AbortSignal, open: () => AsyncIterable<Event>): AsyncIterable<Event>;
}

export function createSlots(max: number): Slots {
  let taken = 0;
  const waiting = new Set<() => void>();

  const next = () => {
    const [begin] = waiting;
    if (taken < max) begin?.();
  };
  const take = (signal: AbortSignal) =>
    new Promise<boolean>((resolve) => {
      const begin = () => {
        taken++;
        settle(true);
      };
      const leave = () => settle(false);
      const settle = (isIn: boolean) => {
        waiting.delete(begin);
        signal.removeEventListener('abort', leave);
        resolve(isIn);
      };
      waiting.add(begin);
      signal.addEventListener('abort', leave);
      if (signal.aborted) leave();
      next();
    });

  return {
    async *during(signal, open) {
      if (!(await take(signal))) return;
      try {
        yield* open();
      } finally {
        taken--;
        next();
      }
    },
    // Streams that begin anew leave by their signals.
    reset() {},
    isIdle: () => taken === 0 && waiting.size === 0,
  };
}
