import type { CurrentSignIn } from './current-sign-in.ts';
import type { KeptStorage } from './kept-storage.ts';
import type { CurrentSession, SessionChange } from './session-change.ts';
import type { SignIns } from './sign-ins.ts';

export interface ClientSession {
  /**
   * As the tokens say, without a request; undefined for nobody. The same object while a sign-in lasts. On a server, visitors may have
   * written them: show by it, and authorise by `auth.me()`.
   */
  readonly current: CurrentSession | undefined;
  /**
   * Tells of each change; returns how to stop.
   * @example client.session.onChange(({ type }) => type === 'ended' && askToSignIn());
   */
  onChange(listener: (change: SessionChange) => void): () => void;
}

export function createClientSession({ storage, current, signIns }: ClientSessionOptions): ClientSession {
  const look = () => void signIns.look().catch(() => {});
  const find = () => {
    const known = current.getIfKnown();
    if (known) return known.session;
    const stored = storage.peek();
    if (!(stored && 'then' in stored)) return current.see(stored).session;
    look();
    return undefined;
  };
  return {
    get current() {
      return find();
    },
    onChange(listener) {
      // What there is already is no change.
      find();
      const stops = [current.changes.add(listener), signIns.watch()];
      look();
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}

interface ClientSessionOptions {
  storage: KeptStorage;
  current: CurrentSignIn;
  signIns: SignIns;
}
