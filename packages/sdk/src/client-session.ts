import type { CurrentSignIn } from './current-sign-in.ts';
import type { KeptStorage } from './kept-storage.ts';
import type { CurrentSession, SessionChange } from './session-change.ts';
import type { SignIns } from './sign-ins.ts';

/** Who is signed in, in this client and in all that share its storage. */
export interface ClientSession {
  /**
   * Who is signed in, as the tokens say, without asking the server; undefined for nobody. The same object for as long as the
   * sign-in lasts. With a storage that answers later it is known by then, which is told as `signedIn`. Changes by other tabs
   * are seen as they happen while somebody listens, and else with the next request.
   */
  readonly current: CurrentSession | undefined;
  /**
   * Has a listener told of each change, after `current` has changed; returns how to stop.
   * @example
   * client.session.onChange((change) => {
   *   if (change.type === 'ended') askToSignIn(change.reason);
   * });
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
