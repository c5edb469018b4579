/** Runs an action while no other tab runs one under the same name; without that where locks are missing or forbidden. */
export async function acrossTabs<Value>(
  lockName: string | undefined,
  action: () => Promise<Value>,
): Promise<Value> {
  // `as`: Deno, Bun and older browsers have no locks, whatever the types at hand say.
  const { locks } = (globalThis.navigator as { locks?: Locks } | undefined) ?? {};
  if (!locks || lockName === undefined) return action();
  let hasBegun = false;
  try {
    return await locks.request(lockName, () => {
      hasBegun = true;
      return action();
    });
  } catch (error) {
    if (hasBegun) throw error;
    return action();
  }
}

interface Locks {
  request<Value>(name: string, action: () => Promise<Value>): Promise<Value>;
}
