import { setImmediate } from 'node:timers/promises';

/** One run of an app in a tab, which may be killed between any two of the things that it does. */
export interface Life {
  readonly isOver: boolean;
  /** Has what the tab does outside of itself happen when it is its turn, and nothing of it once the tab is dead. */
  mortal<Args extends unknown[], Value>(
    action: (...args: Args) => Value | Promise<Value>,
  ): (...args: Args) => Promise<Value>;
  kill(): void;
  readonly killed: Promise<void>;
}

export interface Lives {
  begin(): Life;
  /** Lets one of the things that wait happen, if there is any. */
  step(which: number): Promise<void>;
  readonly waiting: number;
}

export function createLives(): Lives {
  const gates: (() => void)[] = [];
  const gate = () => new Promise<void>((resolve) => gates.push(resolve));
  return {
    begin() {
      const killed = Promise.withResolvers<void>();
      let isOver = false;
      return {
        get isOver() {
          return isOver;
        },
        killed: killed.promise,
        kill() {
          isOver = true;
          killed.resolve();
        },
        mortal:
          (action) =>
          async (...args) => {
            await gate();
            if (isOver) return never;
            const value = await action(...args);
            await gate();
            return isOver ? never : value;
          },
      };
    },
    async step(which) {
      const [open] = gates.splice(which % Math.max(gates.length, 1), 1);
      open?.();
      await setImmediate();
    },
    get waiting() {
      return gates.length;
    },
  };
}

const never = new Promise<never>(() => {});

/** Web Locks, which a browser frees when the tab that has one dies. The name says whose life asks: `name#life`. */
export function createLocks(lives: readonly Life[]) {
  let last: Promise<unknown> = Promise.resolve();
  return {
    request<Value>(name: string, action: () => Promise<Value>): Promise<Value> {
      const life = lives[Number(name.split('#')[1])];
      // `as`: whoever is dead has no use for a value.
      const held = last.then(() =>
        life?.isOver ? never : (Promise.race([action(), life?.killed]) as Promise<Value>),
      );
      last = Promise.race([held, life?.killed]).catch(() => {});
      return held;
    },
  };
}
