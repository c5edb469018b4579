import { type Bus, BusDisposedError } from './bus.ts';

/**
 * A bus for an installation of one process. It loses nothing, so `onGap` listeners are never called.
 *
 * Hints are delivered in batches by `setImmediate`: after the publisher's own continuations, so that no
 * listener slows it, and with room for I/O between batches, so that listeners answering each other cannot
 * starve the event loop.
 *
 * `onListenerError` hears of a listener that threw, which is a fault in that listener; by default it becomes
 * a process warning.
 */
export function createInProcessBus({ onListenerError = warn }: InProcessBusOptions = {}): Bus {
  const topics = new Map<string, Set<Subscription>>();
  let queue: Hint[] = [];
  let published = 0;
  let disposed = false;

  const deliver = () => {
    const batch = queue;
    queue = [];
    for (const { topic, message, number } of batch) {
      // The live set, not a copy: who ended is gone from it; who joined after the publish is passed over.
      for (const { onMessage, joinedAfter } of topics.get(topic) ?? []) {
        if (number <= joinedAfter) continue;
        try {
          onMessage(message);
        } catch (error) {
          onListenerError(error);
        }
      }
    }
  };

  return {
    async publish(topic, message) {
      if (!topics.has(topic)) return;
      if (queue.length === 0) setImmediate(deliver);
      published += 1;
      queue.push({ topic, message, number: published });
    },

    async subscribe(topic, onMessage, { signal } = {}) {
      if (disposed) throw new BusDisposedError();
      signal?.throwIfAborted();

      const subscribers = topics.get(topic) ?? new Set();
      const end = () => {
        signal?.removeEventListener('abort', end);
        if (subscribers.delete(subscription) && subscribers.size === 0) topics.delete(topic);
      };
      const subscription: Subscription = { onMessage, joinedAfter: published, end };
      topics.set(topic, subscribers.add(subscription));
      signal?.addEventListener('abort', end);
      return async () => end();
    },

    onGap() {
      return () => {};
    },

    async [Symbol.asyncDispose]() {
      disposed = true;
      for (const subscribers of topics.values()) {
        for (const { end } of subscribers) end();
      }
    },
  };
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}

interface InProcessBusOptions {
  onListenerError?: (error: unknown) => void;
}

interface Subscription {
  onMessage: (message: string) => void;
  /** The number of the last hint published before it joined. */
  joinedAfter: number;
  end: () => void;
}

interface Hint {
  topic: string;
  message: string;
  number: number;
}
