/** Who is told that hints may have been missed. */
export interface GapListeners {
  /** Returns how to remove it, idempotent. */
  add(listener: () => void): () => void;
  tell(): void;
  clear(): void;
}

export function createGapListeners(onListenerError: (error: unknown) => void): GapListeners {
  const listeners = new Set<() => void>();
  return {
    add(listener) {
      // Each call adds one, also of a listener that is there already.
      const added = () => listener();
      listeners.add(added);
      return () => void listeners.delete(added);
    },
    tell() {
      for (const listener of listeners) {
        try {
          listener();
        } catch (error) {
          onListenerError(error);
        }
      }
    },
    clear: () => listeners.clear(),
  };
}
