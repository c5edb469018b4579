/** Runs actions one after the other: what one reads in the storage is not changed before it is done. */
export function createTurns() {
  let last: Promise<unknown> = Promise.resolve();
  return <Value>(action: () => Promise<Value>): Promise<Value> => {
    const done = last.then(action);
    last = done.catch(() => {});
    return done;
  };
}

/** Begins something; what it returns tells at its end whether nothing that began later has ended before. */
export function createOrder(): () => () => boolean {
  let begun = 0;
  let latest = 0;
  return () => {
    const order = ++begun;
    return () => {
      if (order < latest) return false;
      latest = order;
      return true;
    };
  };
}

/** An action that does not begin anew while it is under way. */
export function shareWhilePending<Value>(action: () => Promise<Value>): () => Promise<Value> {
  let pending: Promise<Value> | undefined;
  return () => {
    pending ??= action().finally(() => {
      pending = undefined;
    });
    return pending;
  };
}
