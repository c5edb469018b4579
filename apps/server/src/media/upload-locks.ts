import type { Locker, RequestRelease } from '@tus/server';

const forever = new AbortController().signal;

export interface UploadLocks extends Locker {
  /** Runs an action while no request works on the upload. */
  hold<Result>(id: string, action: () => Promise<Result>): Promise<Result>;
}

/**
 * Requests for one upload take turns, and the one at work is asked to give way to the next, as tus has it: a client that comes
 * back may be held up by its own request on a line that is dead. Waiting costs nothing, unlike with tus's own locker, which polls.
 */
export function createUploadLocks(): UploadLocks {
  const queues = new Map<string, Turn[]>();

  const newLock: Locker['newLock'] = (id) => ({
    async lock(signal, giveWay) {
      const queue = queues.get(id) ?? [];
      queues.set(id, queue);
      const begun = Promise.withResolvers<void>();
      const leave = () => {
        queue.splice(queue.indexOf(turn), 1);
        begun.reject(signal.reason);
      };
      const begin = () => {
        signal.removeEventListener('abort', leave);
        begun.resolve();
      };
      const turn: Turn = { begin, giveWay };
      queue.push(turn);
      const [current] = queue;
      if (current === turn) return;
      signal.addEventListener('abort', leave, { once: true });
      void current?.giveWay();
      await begun.promise;
    },
    async unlock() {
      const queue = queues.get(id) ?? [];
      queue.shift();
      const [next, ...waiting] = queue;
      if (!next) return void queues.delete(id);
      next.begin();
      if (waiting.length > 0) void next.giveWay();
    },
  });

  return {
    newLock,
    async hold(id, action) {
      const lock = newLock(id);
      await lock.lock(forever, () => {});
      try {
        return await action();
      } finally {
        await lock.unlock();
      }
    },
  };
}

interface Turn {
  begin(): void;
  /** Asks whoever has this turn to end it soon. */
  giveWay: RequestRelease;
}
