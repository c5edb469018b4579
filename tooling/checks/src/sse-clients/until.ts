import { setTimeout as delay } from 'node:timers/promises';

/** Waits until something is so, but no longer than `patienceMs`. */
export async function until(patienceMs: number, condition: () => boolean): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!condition() && performance.now() < deadline) await delay(20);
}
