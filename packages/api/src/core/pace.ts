import { setTimeout } from 'node:timers/promises';

/** Takes one step of long work that nobody waits for, when it is its turn. */
export type Pace = <Result>(step: () => Promise<Result>) => Promise<Result>;

/** One step at a time, whichever work it is of, each followed by a rest for as long as it took: half of the machine is left to requests. */
export function createPace(): Pace {
  let rested: Promise<unknown> = Promise.resolve();
  return (step) => {
    let startedAt = 0;
    const taken = rested.then(() => {
      startedAt = performance.now();
      return step();
    });
    const rest = () => setTimeout(performance.now() - startedAt);
    rested = taken.then(rest, rest);
    return taken;
  };
}
