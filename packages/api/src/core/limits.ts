import type { OperationClass, RateLimits } from './rate-limits.ts';
import type { Viewer } from './viewer.ts';

/** How much each caller may ask for. */
export interface Limits {
  /** Whether all processes count together at present; undefined where each counts alone. */
  readonly areShared: boolean | undefined;
  /** What holds here, multiplied. */
  rules: RateLimits;
  passwords: PasswordLimits;
  /** Counts a call of an operation: by user when signed in, else by address. @throws AppError RATE_LIMITED */
  countCall(operationClass: OperationClass, request: CountedRequest): Promise<void>;
  /**
   * Counts a call, and counts it and the rows that it asks for as under way in this process until what it resolves to is called; resolves
   * when it is the call's turn among those of its caller.
   * @throws AppError RATE_LIMITED, also when the caller has too many under way; UNAVAILABLE when all have
   */
  beginCall(
    operationClass: OperationClass,
    request: CountedRequest,
    /** Asked once the call is counted. */
    countRows: () => Promise<number>,
  ): Promise<() => void>;
  /** Counts a WebSocket of the viewer's in this process as open until what it returns is called. @throws AppError TOO_MANY_SUBSCRIPTIONS */
  openSocket(viewer: Viewer): () => void;
  /** Counts a WebSocket of the address in this process as one that has not said whose it is until what it returns is called. @throws AppError RATE_LIMITED */
  openUnknownSocket(ipAddress: string | undefined): () => void;
  /** Counts a stream of the viewer's in this process as open until what it returns is called. @throws AppError TOO_MANY_SUBSCRIPTIONS */
  openStream(viewer: Viewer): () => void;
  /** The same of those among them that search, each for every tweet that is posted. @throws AppError TOO_MANY_SUBSCRIPTIONS */
  openSearch(viewer: Viewer): Disposable;
  /** The same of what streams of states look at, so many more. @throws AppError TOO_MANY_SUBSCRIPTIONS */
  openStates(viewer: Viewer, count: number): Disposable;
}

/** What limits know of a request. */
export interface CountedRequest {
  /** The `Authorization` header, or what stands for it in WebSocket connection parameters. */
  authorization?: string | undefined;
  ipAddress?: string | undefined;
  /** Told of each limit that the request was counted against. */
  onLimit?: ((state: LimitState) => void) | undefined;
}

/** What is left of a limit. */
export interface LimitState {
  limit: number;
  remaining: number;
  /** Until some of what was taken is there again. */
  resetMs: number;
  isExceeded: boolean;
}

/**
 * Bounds wrong passwords. An attempt counts as wrong before it is looked at and is given back unless it was, so concurrent
 * attempts cannot be more than there are; while a limit is reached the right password is refused too, and nothing is hashed.
 */
export interface PasswordLimits {
  /**
   * Whether the password fits, by what `verify` finds.
   * @throws AppError RATE_LIMITED, and what verify throws, which counts as no attempt
   */
  login(attempt: LoginAttempt, verify: Verify): Promise<boolean>;
  /** The same for the password that a viewer's own session must give again. */
  confirm(viewer: Viewer, request: CountedRequest, verify: Verify): Promise<boolean>;
}

export interface LoginAttempt {
  request: CountedRequest;
  /** The username or email, whether or not there is such an account. */
  name: string;
  /**
   * The addresses that have a session of the account. From these it can be signed in to when others have used up what there is for the
   * account, the address or both, within a bound of its own, so that strangers do not lock an account's owner out.
   */
  knownAddresses: () => Promise<string[]>;
}

/** Whether the password fits. */
export type Verify = () => Promise<boolean>;
