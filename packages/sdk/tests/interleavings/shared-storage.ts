import type { TokenStorage, Tokens } from '../../src/index.ts';
import { readToken, type TokenFacts } from './accounts.ts';

/** Who is signed in, as the tokens say that tabs share; watches that no answer brings back who is not. */
export function createSharedStorage(
  problems: string[],
  { isAsynchronous, onRemove }: { isAsynchronous: boolean; onRemove: (facts: TokenFacts) => void },
) {
  const listeners = new Map<number, Set<() => void>>();
  let tokens: Tokens | undefined;
  const shared = {
    signedIn: undefined as TokenFacts | undefined,
    /** Changes whenever somebody signs in, and when the account is signed out. */
    era: 0,
    /** By tab: the era in which it last read the tokens. */
    seen: new Map<number, number>(),

    viewOf(tab: number): TokenStorage {
      const change = (changed: Tokens | undefined) => {
        const facts = readToken(changed?.accessToken);
        if (facts && !mayFollow(facts, shared.signedIn)) problems.push(`${JSON.stringify(facts)} came back`);
        if (facts?.user !== shared.signedIn?.user) shared.era++;
        tokens = changed;
        shared.signedIn = facts;
        shared.seen.set(tab, shared.era);
        for (const [other, heard] of listeners) if (other !== tab) for (const listener of heard) listener();
      };
      const own = new Set<() => void>();
      listeners.set(tab, own);
      return {
        lockName: 'tabs',
        get() {
          shared.seen.set(tab, shared.era);
          return isAsynchronous ? Promise.resolve(tokens) : tokens;
        },
        set: (changed) => (isAsynchronous ? Promise.resolve(changed).then(change) : change(changed)),
        remove() {
          if (shared.signedIn) onRemove(shared.signedIn);
          return isAsynchronous ? Promise.resolve(undefined).then(change) : change(undefined);
        },
        subscribe(listener) {
          own.add(listener);
          return () => own.delete(listener);
        },
      };
    },
  };
  return shared;
}

/** Tokens that a session goes on with are kept only for those of that session. */
function mayFollow({ user, session, madeBy }: TokenFacts, before: TokenFacts | undefined): boolean {
  if (madeBy === 'signIn') return true;
  return madeBy === 'refresh' ? before?.session === session : before?.user === user;
}
