/** Those who want to hear of something. */
export interface Listeners<Value> {
  /** Returns how to stop. */
  add(listener: (value: Value) => void): () => void;
  tell(value: Value): void;
}

export function createListeners<Value>(): Listeners<Value> {
  const listeners = new Set<(value: Value) => void>();
  return {
    add(listener) {
      // One who is added twice is told twice, and stops once for each.
      const own = (value: Value) => listener(value);
      listeners.add(own);
      return () => void listeners.delete(own);
    },
    tell(value) {
      for (const listener of [...listeners]) {
        try {
          listener(value);
        } catch (error) {
          // What a listener throws is for whoever handles the app's errors, and none of the caller's.
          void Promise.reject(error);
        }
      }
    },
  };
}
