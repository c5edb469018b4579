/** Runs an action while no other tab runs one under the same name. */
export function acrossTabs<Value>(
  lockName: string | undefined,
  action: () => Promise<Value>,
): Promise<Value> {
  // `as`: Deno, Bun and older browsers have no locks, whatever the types at hand say.
  const { locks } = (globalThis.navigator as { locks?: Locks } | undefined) ?? {};
  return locks && lockName !== undefined ? locks.request(lockName, action) : action();
}

interface Locks {
  request<Value>(name: string, action: () => Promise<Value>): Promise<Value>;
}
