import type { DunlinError } from './dunlin-error.ts';

export interface CurrentSession {
  /** Whose it is; undefined for tokens of your own that do not say. */
  readonly userId: string | undefined;
  /** The client's name for this sign-in, the same in all tabs: it stays for as long as the account is signed in. */
  readonly sessionId: string | undefined;
}

export type SessionChange =
  /** Somebody is signed in, and nobody was. */
  | { type: 'signedIn'; session: CurrentSession }
  /** Another account is signed in, without a sign-out between. */
  | { type: 'switched'; session: CurrentSession; previous: CurrentSession }
  /** The session goes on with new tokens: after a refresh, a new password, or a sign-in as the same account. */
  | { type: 'refreshed'; session: CurrentSession }
  /** Somebody has signed out, or the session has ended in another tab. */
  | { type: 'signedOut'; previous: CurrentSession }
  /** The server has ended the session, as this client was told: the tokens are gone, and `error` is what calls fail with. */
  | ({ type: 'ended'; previous: CurrentSession } & SessionRefusal);

export interface SessionRefusal {
  reason: SessionEndReason;
  error: DunlinError<'SESSION_ENDED'>;
}

export type SessionEndReason =
  /** Ended while it was in use: on another device, by a new password, by a suspension, or with the account. */
  | 'revoked'
  /** Unused for too long; or ended, by whatever, more than the lifetime of an access token ago. */
  | 'expired'
  /** A refresh token was sent twice, as by a thief: the server then ends the session for both. */
  | 'reused';

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
