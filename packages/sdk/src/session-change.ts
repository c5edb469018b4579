import type { DunlinError } from './dunlin-error.ts';

export interface CurrentSession {
  /** Undefined when the tokens do not say. */
  readonly userId: string | undefined;
  /** The same in all tabs while the account is signed in. */
  readonly sessionId: string | undefined;
}

export type SessionChange =
  | { type: 'signedIn'; session: CurrentSession }
  /** To another account, without a sign-out between. */
  | { type: 'switched'; session: CurrentSession; previous: CurrentSession }
  /** The session goes on with new tokens. */
  | { type: 'refreshed'; session: CurrentSession }
  /** By the user; or the session has ended in another tab. */
  | { type: 'signedOut'; previous: CurrentSession }
  /** By the server. */
  | {
      type: 'ended';
      previous: CurrentSession;
      reason: SessionEndReason;
      error: DunlinError<'SESSION_ENDED'>;
    };

export type SessionEndReason =
  /** While it was in use, as by a new password or a suspension. */
  | 'revoked'
  /** Unused for too long, or ended longer ago than an access token lasts. */
  | 'expired'
  /** A refresh token was sent twice, as by a thief. */
  | 'reused';

/** Why the server has ended a session, and what its calls fail with. */
export type SessionRefusal = Pick<Extract<SessionChange, { type: 'ended' }>, 'reason' | 'error'>;

/** From one session, or nobody, to another. */
export function toSessionChange(
  previous: CurrentSession | undefined,
  session: CurrentSession | undefined,
  refusal: SessionRefusal | undefined,
): SessionChange | undefined {
  if (session) return previous ? { type: 'switched', session, previous } : { type: 'signedIn', session };
  if (!previous) return undefined;
  return refusal ? { type: 'ended', previous, ...refusal } : { type: 'signedOut', previous };
}
