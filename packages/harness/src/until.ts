import { setTimeout as delay } from 'node:timers/promises';

/** Asks again and again until the answer is yes. */
export async function until(check: () => boolean | Promise<boolean>, withinMs = 30_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await check())) {
    if (performance.now() > deadline)
      throw new Error(`it did not come about within ${withinMs} ms: ${check}`);
    await delay(20);
  }
}
