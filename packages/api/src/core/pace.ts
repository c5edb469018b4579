import { setTimeout } from 'node:timers/promises';

/** Takes one step of long work that nobody waits for, when it is its turn. */
export type Pace = <Result>(step: () => Promise<Result>) => Promise<Result>;

/** After a step that has waited for a lock, not worked. */
const longestRestMs = 1_000;

/** One step at a time, whichever work it is of, each followed by a rest for as long as it took: half of the machine is left to requests. */
export function createPace({ stopping }: { stopping: AbortSignal }): Pace {
  let rested: Promise<unknown> = Promise.resolve();
  return (step) => {
    let startedAt = 0;
    const taken = rested.then(() => {
      startedAt = performance.now();
      stopping.throwIfAborted();
      return step();
    });
    const rest = () => setTimeout(Math.min(performance.now() - startedAt, longestRestMs));
    rested = taken.then(rest, rest);
    return taken;
  };
}
