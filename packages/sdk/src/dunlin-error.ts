import type { ErrorCode } from './generated/error-codes.ts';

/** What the server answers with, and what happens before there is an answer. */
export type DunlinErrorCode =
  | ErrorCode
  /** The server could not be reached, or its answer was cut off. */
  | 'NETWORK_ERROR'
  /** A call had no answer within its `timeoutMs`, with all its attempts; `cause` is what the last one failed with. */
  | 'TIMEOUT'
  /** What answered is not a Dunlin server. */
  | 'INVALID_RESPONSE'
  /** The signal that was passed in aborted the call. */
  | 'ABORTED'
  /** `createClient` was given something that it cannot work with; the message says what it takes. */
  | 'INVALID_OPTIONS'
  /** The runtime lacks what the client needs; the message says what, and what to do. */
  | 'UNSUPPORTED_RUNTIME'
  /** The storage of the tokens could not be read; `cause` is what it failed with. */
  | 'STORAGE_FAILED'
  /** Something on this side failed, such as an input that JSON cannot hold; `cause` is what. */
  | 'CLIENT_ERROR';

/** What errors are known by, whichever copy of this package they are of: a process may have one of ESM and one of CommonJS. */
const brand = Symbol.for('dunlin.error');

/**
 * Every failure of a call or stream.
 * @example if (isDunlinError(error)) report(error.code, error.requestId);
 */
export class DunlinError<Code extends DunlinErrorCode = DunlinErrorCode> extends Error {
  readonly code: Code;
  /** HTTP status; undefined when there was no answer. */
  readonly status: number | undefined;
  /** Names the request in the server's logs. */
  readonly requestId: string | undefined;
  /** What is wrong with which field; only VALIDATION_FAILED has any. */
  readonly issues: readonly FieldIssue[];
  /** How long the server asks to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** Why an account is suspended, and until when (null: until it is restored); only ACCOUNT_SUSPENDED at signing in has it. */
  readonly suspension: SuspensionNotice | undefined;
  /** Until when an account that its owner has deleted can be brought back; only ACCOUNT_DEACTIVATED has it. */
  readonly deactivation: DeactivationNotice | undefined;

  static {
    Object.defineProperty(DunlinError.prototype, brand, { value: true });
  }

  constructor(code: Code, message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.name = 'DunlinError';
    this.code = code;
    this.status = details.status;
    this.requestId = details.requestId;
    this.issues = details.issues ?? [];
    this.retryAfterMs = details.retryAfterMs;
    this.suspension = details.suspension;
    this.deactivation = details.deactivation;
  }
}

/**
 * Whether something caught is a DunlinError, and of this code when one is given.
 * @example if (isDunlinError(error, 'USERNAME_TAKEN')) askForAnotherName();
 */
export function isDunlinError<Code extends DunlinErrorCode = DunlinErrorCode>(
  error: unknown,
  code?: Code,
): error is DunlinError<Code> {
  // `as`: what has the brand has the code.
  return Object(error)[brand] === true && (code === undefined || (error as DunlinError).code === code);
}

export interface ErrorDetails {
  status?: number | undefined;
  requestId?: string | undefined;
  issues?: readonly FieldIssue[] | undefined;
  retryAfterMs?: number | undefined;
  suspension?: SuspensionNotice | undefined;
  deactivation?: DeactivationNotice | undefined;
  cause?: unknown;
}

export interface FieldIssue {
  /** Where in the input, such as `text` or `items.0.id`. */
  path: string;
  message: string;
}

/** Until when `auth.reactivate` brings back an account that its owner has deleted. */
export interface DeactivationNotice {
  deletionDueAt: string;
}

/** Why an account is suspended, and until when; null: until it is restored. */
export interface SuspensionNotice {
  reason: string | null;
  until: string | null;
}
