import { DunlinError } from './dunlin-error.ts';
import { randomKey } from './random-key.ts';
import type { CurrentSession } from './session-change.ts';
import type { Tokens } from './token-storage.ts';

/** Tokens are refreshed once this share of their lifetime has passed. */
export const refreshAtShare = 0.9;

/** One stretch of one account being signed in, or of nobody; a call belongs to the one that it was made in, with all its attempts. */
export interface SignIn {
  /** As last seen; undefined when nobody is signed in. */
  tokens: Tokens | undefined;
  /** What apps see of it; undefined for nobody. */
  readonly session: CurrentSession | undefined;
  /** Aborts when it is over; the reason is the error that its calls and streams end with. Undefined for nobody, who stays. */
  readonly ended: AbortSignal | undefined;
  end(error: DunlinError): void;
}

/** Without a controller, which Cloudflare's runtime does not let a client have that is made outside of a request. */
export function createNobody(): SignIn {
  return { tokens: undefined, session: undefined, ended: undefined, end() {} };
}

export function createSignIn(tokens: Tokens): SignIn {
  const controller = new AbortController();
  const signIn = {
    tokens,
    session: {
      get userId() {
        return signIn.tokens.userId;
      },
      get sessionId() {
        return signIn.tokens.sessionId;
      },
    },
    ended: controller.signal,
    end: (error: DunlinError) => controller.abort(error),
  };
  return signIn;
}

/** Whether tokens are of one sign-in, as those before and after a refresh, in this tab or another. */
export function areOfOneSignIn(a: Tokens, b: Tokens): boolean {
  return a.accessToken === b.accessToken || (a.sessionId !== undefined && a.sessionId === b.sessionId);
}

/** Tokens to keep. `before` are those of the same sign-in, if it goes on. */
export function toTokens(answer: TokenAnswer, before: Tokens | undefined, now: number): Tokens {
  const { accessToken, refreshToken, expiresIn, user } = answer;
  return {
    accessToken,
    refreshToken,
    refreshAt: now + expiresIn * 1000 * refreshAtShare,
    userId: user.id,
    sessionId: before?.sessionId ?? randomKey(),
  };
}

export function sessionEnded(message: string, cause?: DunlinError): DunlinError<'SESSION_ENDED'> {
  const { status, requestId } = cause ?? {};
  return new DunlinError('SESSION_ENDED', message, { status, requestId, cause });
}

/** What the server answers a sign-in, a refresh and a new password with. */
export interface TokenAnswer {
  accessToken: string;
  refreshToken: string;
  /** Seconds. */
  expiresIn: number;
  user: { id: string };
}
