import { type Bus, BusDisposedError } from './bus.ts';
import { createTopics, warn } from './topics.ts';

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
  const topics = createTopics(onListenerError);
  let queue: Hint[] = [];
  let published = 0;
  let disposed = false;

  const deliver = () => {
    const batch = queue;
    queue = [];
    for (const { topic, message, number } of batch) topics.deliver(topic, message, number);
  };

  return {
    isConnected: true,

    async publish(topic, message) {
      if (!topics.has(topic)) return;
      if (queue.length === 0) setImmediate(deliver);
      published += 1;
      queue.push({ topic, message, number: published });
    },

    async subscribe(topic, onMessage, { signal } = {}) {
      if (disposed) throw new BusDisposedError();
      signal?.throwIfAborted();
      const end = topics.add(topic, { onMessage, signal }, published);
      return async () => end();
    },

    onGap() {
      return () => {};
    },

    async [Symbol.asyncDispose]() {
      disposed = true;
      topics.clear();
    },
  };
}

interface InProcessBusOptions {
  onListenerError?: (error: unknown) => void;
}

interface Hint {
  topic: string;
  message: string;
  number: number;
}
