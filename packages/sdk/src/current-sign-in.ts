import { createListeners, type Listeners } from './listeners.ts';
import { type SessionChange, type SessionRefusal, toSessionChange } from './session-change.ts';
import { areOfOneSignIn, createNobody, createSignIn, type SignIn, sessionEnded } from './sign-in.ts';
import type { Tokens } from './token-storage.ts';

/** The sign-in that counts, as last seen. */
export interface CurrentSignIn {
  readonly nobody: SignIn;
  readonly changes: Listeners<SessionChange>;
  get(): SignIn;
  /** Undefined until the storage has been read. */
  getIfKnown(): SignIn | undefined;
  /** Follows what is in the storage; a sign-in that is no longer there has ended. */
  see(tokens: Tokens | undefined, refusal?: SessionRefusal): SignIn;
  /** Goes on with other tokens. */
  goOn(tokens: Tokens): void;
}

export function createCurrentSignIn(): CurrentSignIn {
  const nobody = createNobody();
  const changes = createListeners<SessionChange>();
  let current = nobody;
  let isKnown = false;

  const goOn = (tokens: Tokens) => {
    const before = current.tokens;
    current.tokens = tokens;
    if (current.session && tokens.accessToken !== before?.accessToken)
      changes.tell({ type: 'refreshed', session: current.session });
  };

  return {
    nobody,
    changes,
    goOn,
    get: () => current,
    getIfKnown: () => (isKnown ? current : undefined),
    see(tokens, refusal) {
      isKnown = true;
      const before = current;
      if (tokens && before.tokens && areOfOneSignIn(tokens, before.tokens)) goOn(tokens);
      else {
        current = tokens ? createSignIn(tokens) : nobody;
        before.end(refusal?.error ?? sessionEnded(tokens ? 'Another sign-in has followed.' : 'Signed out.'));
        const change = toSessionChange(before.session, current.session, refusal);
        if (change) changes.tell(change);
      }
      return current;
    },
  };
}
