/** Functions to call when something has changed. */
export interface Listeners {
  /** Returns how to stop. */
  add(listener: () => void): () => void;
  notify(): void;
  isEmpty(): boolean;
}

export function createListeners(): Listeners {
  const listeners = new Set<() => void>();
  return {
    add(listener) {
      // The same function may be added twice.
      const own = () => listener();
      listeners.add(own);
      return () => void listeners.delete(own);
    },
    isEmpty: () => listeners.size === 0,
    notify() {
      for (const listener of [...listeners]) listener();
    },
  };
}
