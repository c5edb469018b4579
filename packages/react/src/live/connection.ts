import type { LiveEvent } from '@dunlin/sdk';

/** A stream that is open as long as somebody has joined it, once for all of them, and resumes where it was. */
export interface Connection {
  /** Returns how to leave. */
  join(): () => void;
  /** Begins anew, as for another account. */
  reset(): void;
  isIdle(): boolean;
}

export function createConnection<Event extends LiveEvent>({
  open,
  onEvent,
  onError,
}: ConnectionOptions<Event>): Connection {
  let members = 0;
  let running: AbortController | undefined;
  let lastEventId: string | undefined;

  const run = async (own: AbortController) => {
    const { signal } = own;
    try {
      for await (const event of open({ lastEventId }, { signal })) {
        if (signal.aborted) return;
        const isResumed = lastEventId !== undefined;
        lastEventId = event.id;
        onEvent(event, { isResumed });
      }
    } catch (error) {
      if (!signal.aborted) onError(error);
    } finally {
      // Whoever joins next opens it again.
      if (running === own) running = undefined;
    }
  };

  const settle = () => {
    if (members > 0 && !running) {
      running = new AbortController();
      void run(running);
    } else if (members === 0) stop();
  };
  const stop = () => {
    running?.abort();
    running = undefined;
  };

  return {
    join() {
      members++;
      // Whoever leaves and joins in one go, as components do in StrictMode, neither closes nor opens anything.
      queueMicrotask(settle);
      return () => {
        members--;
        queueMicrotask(settle);
      };
    },

    reset() {
      stop();
      lastEventId = undefined;
      queueMicrotask(settle);
    },

    isIdle: () => members === 0,
  };
}

export interface ConnectionOptions<Event extends LiveEvent> {
  open: (
    input: { lastEventId?: string | undefined },
    options: { signal: AbortSignal },
  ) => AsyncIterable<Event>;
  onEvent: (event: Event, how: { isResumed: boolean }) => void;
  /** The stream is over. */
  onError: (error: unknown) => void;
}
