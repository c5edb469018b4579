import { setImmediate as otherWork } from 'node:timers/promises';

/**
 * Lets each key do so much at once, and what comes later wait for it, in order. Whoever has waited begins after others had the event
 * loop, so that many turns in a row hold up nobody.
 * @returns how to take a turn, which resolves to how to end it.
 */
export function createTurns(max: number): (key: string) => Promise<() => void> {
  const queues = new Map<string, Queue>();
  return async (key) => {
    const queue = queues.get(key) ?? { taken: 0, waiting: [] };
    queues.set(key, queue);
    if (queue.taken < max) queue.taken += 1;
    else {
      const { promise, resolve } = Promise.withResolvers<void>();
      queue.waiting.push(resolve);
      await promise;
      await otherWork();
    }
    return () => {
      const next = queue.waiting.shift();
      if (next) return next();
      queue.taken -= 1;
      if (queue.taken === 0) queues.delete(key);
    };
  };
}

interface Queue {
  taken: number;
  waiting: (() => void)[];
}
