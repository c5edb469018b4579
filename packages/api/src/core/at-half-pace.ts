import { setTimeout } from 'node:timers/promises';

/** Takes one step of long work that nobody waits for, and rests for as long as it took: half of the machine is left to requests. */
export async function atHalfPace<Result>(step: () => Promise<Result>): Promise<Result> {
  const startedAt = performance.now();
  const result = await step();
  await setTimeout(performance.now() - startedAt);
  return result;
}
