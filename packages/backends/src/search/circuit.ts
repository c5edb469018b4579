/** Failures one after the other until nobody asks any more. */
const maxFailures = 3;
/** How long nobody asks then; after it one does, and on its answer it depends. */
const restMs = 2_000;

/** Spares callers the wait for what does not answer. */
export interface Circuit {
  /** Whether to ask. */
  lets(): boolean;
  succeed(): void;
  fail(error: unknown): void;
}

/** @param onOpen told of the failure at which asking ends, not of those that follow. */
export function createCircuit(onOpen: (error: unknown) => void, now = () => performance.now()): Circuit {
  let failures = 0;
  let restsUntil = Number.NEGATIVE_INFINITY;
  return {
    lets() {
      if (failures < maxFailures) return true;
      if (now() < restsUntil) return false;
      // Others wait for what becomes of this one.
      restsUntil = now() + restMs;
      return true;
    },
    succeed() {
      failures = 0;
    },
    fail(error) {
      failures++;
      if (failures < maxFailures) return;
      if (failures === maxFailures) onOpen(error);
      restsUntil = now() + restMs;
    },
  };
}
