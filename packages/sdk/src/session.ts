import { DunlinError } from './dunlin-error.ts';
import { toDunlinError } from './error-answer.ts';
import type { TokenStorage, Tokens } from './token-storage.ts';

/** Tokens are refreshed once this share of their lifetime has passed. */
const refreshAtShare = 0.9;

/** The tokens of whoever is signed in. */
export interface Session {
  /** A token to send, refreshed when it is about to expire; undefined when nobody is signed in. */
  accessToken(): Promise<string | undefined>;
  /** The same token as it is, for calls within `change`: they must not wait for a refresh, which waits for them. */
  storedToken(): Promise<string | undefined>;
  /** Has a token other than the rejected one next time. @throws DunlinError SESSION_ENDED, or `error` when nobody is signed in */
  renew(rejected: string, error: DunlinError): Promise<void>;
  /** Runs a call that signs in (its answer has tokens) or out (it has none). Whoever wants to renew meanwhile waits for it. */
  change<Answer extends TokenAnswer | undefined>(call: () => Promise<Answer>): Promise<void>;
}

export function createSession(options: SessionOptions): Session {
  const { storage, now, refresh, onEnd } = options;
  let renewal: Promise<void> | undefined;
  let changing: Promise<unknown> = Promise.resolve();
  let started = 0;
  let applied = 0;

  const exchange = async (rejected: string, error: DunlinError) => {
    const tokens = await storage.get();
    if (!tokens) throw error;
    if (tokens.accessToken !== rejected) return;
    try {
      await refresh(tokens.refreshToken);
    } catch (refusal) {
      const cause = toDunlinError(refusal);
      if (cause.status !== 401 || cause.code === 'INVALID_RESPONSE') throw cause;
      // Whoever signed in meanwhile, here or in another tab, has a session that was not refused.
      await changing;
      if ((await storage.get())?.refreshToken !== tokens.refreshToken) return;
      await storage.remove();
      const { requestId } = cause;
      const ended = new DunlinError('SESSION_ENDED', 'The session has ended; sign in again.', {
        status: 401,
        requestId,
        cause,
      });
      onEnd(ended);
      throw ended;
    }
  };

  const renew = async (rejected: string, error: DunlinError) => {
    await changing;
    renewal ??= acrossTabs(storage.lockName, () => exchange(rejected, error)).finally(() => {
      renewal = undefined;
    });
    await renewal;
  };

  const storedToken = async () => (await storage.get())?.accessToken;

  return {
    renew,
    storedToken,

    async accessToken() {
      const tokens = await storage.get();
      if (!tokens?.refreshAt || now() < tokens.refreshAt) return tokens?.accessToken;
      const expired = new DunlinError('TOKEN_EXPIRED', 'The access token has expired.', { status: 401 });
      await renew(tokens.accessToken, expired).catch((error: DunlinError) => {
        // Anything else is no reason not to try the old token: it may still be good for a while.
        if (error.code === 'SESSION_ENDED') throw error;
      });
      return storedToken();
    },

    async change(call) {
      const order = ++started;
      const done = call().then(async (answer) => {
        // A logout must not be undone by the answer to a refresh that began before it.
        if (order < applied) return;
        applied = order;
        await (answer ? storage.set(toTokens(answer, now())) : storage.remove());
      });
      changing = done.catch(() => {});
      await done;
    },
  };
}

function toTokens({ accessToken, refreshToken, expiresIn }: TokenAnswer, now: number): Tokens {
  return { accessToken, refreshToken, refreshAt: now + expiresIn * 1000 * refreshAtShare };
}

/** Tabs that share a storage must not spend the same refresh token twice. */
function acrossTabs(lockName: string | undefined, action: () => Promise<void>): Promise<void> {
  // `as`: Deno, Bun and older browsers have no locks, whatever the types at hand say.
  const { locks } = (globalThis.navigator as { locks?: Locks } | undefined) ?? {};
  return locks && lockName !== undefined ? locks.request(lockName, action) : action();
}

export interface SessionOptions {
  storage: TokenStorage;
  /** Unix milliseconds. */
  now: () => number;
  /** Exchanges a refresh token for tokens, through `change`. */
  refresh: (refreshToken: string) => Promise<unknown>;
  /** Told once when the session can no longer be renewed. */
  onEnd: (error: DunlinError) => void;
}

interface TokenAnswer {
  accessToken: string;
  refreshToken: string;
  /** Seconds. */
  expiresIn: number;
}

interface Locks {
  request(name: string, action: () => Promise<void>): Promise<void>;
}
