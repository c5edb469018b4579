import type { Viewer } from './viewer.ts';

/** Tells who sends a request. */
export interface Authenticator {
  accessTokens: AccessTokens;
  /** @throws AppError UNAUTHENTICATED, TOKEN_EXPIRED or SESSION_ENDED */
  authenticate(authorization: string | undefined): Promise<Viewer>;
  /** Whose token it is, whether or not its session has ended. @throws AppError UNAUTHENTICATED or TOKEN_EXPIRED */
  identify(authorization: string | undefined): Promise<Viewer>;
  /** @throws AppError SESSION_ENDED */
  assertLive(viewer: Viewer): Promise<void>;
  /** Calls back when the session ends, at once if it has; returns how to stop. */
  onSessionEnd(sessionId: string, listener: () => void): () => void;
}

export interface AccessTokens {
  sign(viewer: Viewer): Promise<string>;
  /** @throws AppError UNAUTHENTICATED, or TOKEN_EXPIRED */
  verify(token: string): Promise<Viewer>;
  /** Like verify for a token verified before and still valid; undefined otherwise. */
  peek(token: string): Viewer | undefined;
}
