/** Who listens to what in this process, for buses to deliver to. */
export interface Topics {
  has(topic: string): boolean;
  /** `joinedAfter`: the number of the last message that is not for it. Returns how to end it, idempotent. */
  add(topic: string, listener: Listener, joinedAfter: number): () => void;
  /** Calls the listeners of a topic that joined before message `number`; the error of one reaches none of the others. */
  deliver(topic: string, message: string, number: number): void;
  /** Ends every subscription. */
  clear(): void;
}

export interface Listener {
  onMessage: (message: string) => void;
  signal: AbortSignal | undefined;
}

export function createTopics(onListenerError: (error: unknown) => void): Topics {
  const topics = new Map<string, Set<Subscription>>();
  return {
    has: (topic) => topics.has(topic),
    add(topic, { onMessage, signal }, joinedAfter) {
      const subscribers = topics.get(topic) ?? new Set();
      const end = () => {
        signal?.removeEventListener('abort', end);
        if (subscribers.delete(subscription) && subscribers.size === 0) topics.delete(topic);
      };
      const subscription: Subscription = { onMessage, joinedAfter, end };
      topics.set(topic, subscribers.add(subscription));
      signal?.addEventListener('abort', end);
      return end;
    },
    deliver(topic, message, number) {
      // The live set, not a copy: who ended is gone from it; who joined after the publish is passed over.
      for (const { onMessage, joinedAfter } of topics.get(topic) ?? []) {
        if (number <= joinedAfter) continue;
        try {
          onMessage(message);
        } catch (error) {
          onListenerError(error);
        }
      }
    },
    clear() {
      for (const subscribers of topics.values()) {
        for (const { end } of subscribers) end();
      }
    },
  };
}

/** What is done with the error of a listener unless the bus is told otherwise. */
export function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}

interface Subscription {
  onMessage: (message: string) => void;
  joinedAfter: number;
  end: () => void;
}
