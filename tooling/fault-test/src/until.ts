import { setTimeout as delay } from 'node:timers/promises';

/** Asks again and again until the answer is yes. @returns false when the time is over before. */
export async function until(check: () => boolean | Promise<boolean>, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (!(await check())) {
    if (performance.now() > deadline) return false;
    await delay(20);
  }
  return true;
}
