import { safe } from '../../src/index.ts';

/** Sign-outs and password changes that have yet to tell how they ended, by their idempotency keys. */
export function createChanges() {
  const running = new Map<string, Kind>();
  let begun = 0;
  return {
    begin(change: (key: string) => Promise<unknown>, kind: Kind): void {
      const key = `${kind}-${++begun}`;
      running.set(key, kind);
      void safe(change(key)).finally(() => running.delete(key));
    },
    isRunning: (key: string | undefined) => running.has(key ?? ''),
    isSigningOut: () => [...running.values()].includes('signOut'),
  };
}

type Kind = 'signOut' | 'password';
