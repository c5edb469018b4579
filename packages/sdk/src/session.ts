import { acrossTabs } from './across-tabs.ts';
import type { CurrentSignIn } from './current-sign-in.ts';
import type { DunlinError } from './dunlin-error.ts';
import { toDunlinError } from './error-answer.ts';
import type { KeptStorage } from './kept-storage.ts';
import { atMost } from './retry.ts';
import type { SessionEndReason } from './session-change.ts';
import { type SignIn, sessionEnded } from './sign-in.ts';
import { createSignIns, type SignIns } from './sign-ins.ts';

/** What calls wait for a refresh while the old token may do, too. */
const renewalPatienceMs = 2_000;

/** Who is signed in, with tokens that work. */
export interface Session extends SignIns {
  /** A token to send, refreshed when it is about to expire; undefined for nobody. @throws DunlinError SESSION_ENDED */
  accessToken(signIn: SignIn): Promise<string | undefined>;
  /** The same token as it is, for calls within `change`: they must not wait for a refresh, which waits for them. */
  storedToken(signIn: SignIn): Promise<string | undefined>;
  /**
   * Has a token other than the rejected one next time.
   * @throws DunlinError SESSION_ENDED; the rejection, when there is no refresh token
   */
  renew(signIn: SignIn, rejected: string, rejection?: DunlinError): Promise<void>;
  /** Runs attempts of a call that changes the session. Whoever wants to renew meanwhile waits for them. */
  change: RunAttempts;
  /** The same for a call that signs in or out; where that sets cookies, no refresh in any tab may cross it. */
  enter: RunAttempts;
  /** The same for a call after which the old tokens can no longer be refreshed: other tabs wait for it, too. */
  replace: RunAttempts;
}

export type RunAttempts = <Answer>(attempts: () => Promise<Answer>) => Promise<Answer>;

export function createSession(options: SessionOptions): Session {
  const { storage, current, now, refresh } = options;
  const signIns = createSignIns({ storage, current, now });
  const renewals = new WeakMap<SignIn, Promise<void>>();
  const changing = new Set<Promise<unknown>>();

  const exchange = async (signIn: SignIn, rejected: string, rejection: DunlinError | undefined) => {
    const tokens = await signIns.tokensOf(signIn);
    if (tokens?.accessToken !== rejected) return;
    if (!tokens.refreshToken) throw rejection;
    try {
      await refresh(signIn, tokens.refreshToken);
    } catch (cause) {
      const refusal = toDunlinError(cause, signIn.ended);
      if (refusal.status !== 401 || refusal.code === 'INVALID_RESPONSE') throw refusal;
      // Whoever goes on meanwhile, here or in another tab, has a session that was not refused.
      await Promise.allSettled(changing);
      const error = sessionEnded('The session has ended; sign in again.', refusal);
      await signIns.end(signIn, { tokens, refusal: { reason: reasonOf(refusal, rejection), error } });
      signIn.ended?.throwIfAborted();
    }
  };

  const renew: Session['renew'] = async (signIn, rejected, rejection) => {
    await Promise.allSettled(changing);
    // Tabs must not spend the same refresh token twice.
    const renewal =
      renewals.get(signIn) ??
      acrossTabs(storage.lockName, () => exchange(signIn, rejected, rejection)).finally(() =>
        renewals.delete(signIn),
      );
    renewals.set(signIn, renewal);
    await renewal;
  };

  const change: RunAttempts = (attempts) => {
    const done = attempts();
    const settled = done.then(forget, forget);
    function forget() {
      changing.delete(settled);
    }
    changing.add(settled);
    return done;
  };

  const replace: RunAttempts = (attempts) => acrossTabs(storage.lockName, () => change(attempts));

  return {
    ...signIns,
    renew,
    change,
    replace,
    enter: storage.sessionUrl === undefined ? change : replace,

    async accessToken(signIn) {
      const tokens = await signIns.tokensOf(signIn);
      if (!tokens?.refreshToken || !tokens.refreshAt || now() < tokens.refreshAt) return tokens?.accessToken;
      const renewal = renew(signIn, tokens.accessToken).catch(() => {});
      await atMost(renewalPatienceMs, renewal);
      // Unless the session has ended, no reason not to try the old token: it may still be good for a while.
      signIn.ended?.throwIfAborted();
      return signIn.tokens?.accessToken;
    },

    storedToken: async (signIn) => (await signIns.tokensOf(signIn))?.accessToken,
  };
}

/** Why the server has refused to refresh, after it has rejected the access token, or before that. */
function reasonOf(refusal: DunlinError, rejection: DunlinError | undefined): SessionEndReason {
  if (refusal.code === 'REFRESH_TOKEN_REUSED') return 'reused';
  return rejection?.code === 'SESSION_ENDED' ? 'revoked' : 'expired';
}

export interface SessionOptions {
  storage: KeptStorage;
  current: CurrentSignIn;
  /** Unix milliseconds. */
  now: () => number;
  /** Exchanges the refresh token of a sign-in for tokens that it goes on with. */
  refresh: (signIn: SignIn, refreshToken: string) => Promise<unknown>;
}
