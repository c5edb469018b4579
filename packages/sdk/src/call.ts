import { createStop, orAbort, type Stop } from './abort.ts';
import { DunlinError } from './dunlin-error.ts';
import { isTokenRejection, toDunlinError } from './error-answer.ts';
import { delay, type RetryOptions, retryDelayMs } from './retry.ts';
import type { RunAttempts, Session } from './session.ts';
import type { SignIn } from './sign-in.ts';

/** Timers that are set for longer go off at once. */
const maxTimerMs = 2 ** 31 - 1;

/** What replaces a rejected token may be old already; but a server that rejects all new ones is not asked forever. */
const maxRenewals = 5;

/** Runs a call for its caller: until its time is up, the caller aborts it, or the sign-in that it belongs to is over. @throws DunlinError */
export async function runCall<Answer>(options: CallRun<Answer>): Promise<Answer> {
  const { timeoutMs } = options;
  const stop = createStop(options.signal);
  const deadline = { at: performance.now() + timeoutMs, retries: 0, lastFailure: undefined };
  const timer = setTimeout(() => stop.abort(timedOut(timeoutMs, deadline)), Math.min(timeoutMs, maxTimerMs));
  try {
    return await orAbort(renewing(options, stop, deadline), stop.signal);
  } catch (error) {
    throw toDunlinError(error, stop.signal);
  } finally {
    clearTimeout(timer);
    stop.release();
  }
}

/** With a fresh token when the old one is rejected. */
async function renewing<Answer>(options: CallRun<Answer>, stop: Stop, deadline: Deadline): Promise<Answer> {
  const { session, owner, run = (attempts) => attempts() } = options;
  const signIn = await owner;
  stop.follow(signIn.ended);
  const call: Call = { signIn, signal: stop.signal, release: stop.release, accessToken: undefined };
  for (let renewals = 0; ; renewals++) {
    try {
      return await run(() => repeat(options, call, deadline));
    } catch (cause) {
      const error = toDunlinError(cause, stop.signal);
      const { accessToken } = call;
      if (stop.signal.aborted || accessToken === undefined || !isTokenRejection(error)) throw error;
      if (renewals === maxRenewals) throw error;
      await session.renew(signIn, accessToken);
    }
  }
}

/** Again when it may succeed later. */
async function repeat<Answer>(
  { retry, attempt }: CallRun<Answer>,
  call: Call,
  deadline: Deadline,
): Promise<Answer> {
  for (;;) {
    call.signal.throwIfAborted();
    try {
      return await attempt(call);
    } catch (cause) {
      const error = toDunlinError(cause, call.signal);
      if (call.signal.aborted) throw error;
      deadline.lastFailure = error;
      const remainingMs = deadline.at - performance.now();
      const delayMs = retryDelayMs(error, { ...retry, retries: deadline.retries, remainingMs });
      if (delayMs === undefined) throw error;
      deadline.retries++;
      await delay(delayMs, call.signal);
    }
  }
}

function timedOut(timeoutMs: number, { lastFailure }: Deadline): DunlinError {
  return new DunlinError('TIMEOUT', `No answer within ${timeoutMs} ms.`, { cause: lastFailure });
}

export interface CallRun<Answer> {
  session: Session;
  retry: RetryOptions;
  owner: Promise<SignIn>;
  /** For all attempts together. */
  timeoutMs: number;
  signal: AbortSignal | null | undefined;
  attempt: (call: Call) => Promise<Answer>;
  /** Runs the attempts until a token is rejected, and again with the next token. */
  run?: RunAttempts | undefined;
}

/** What the attempts of one call share. */
export interface Call {
  signIn: SignIn;
  /** Aborts when the call is over before it has an answer. */
  signal: AbortSignal;
  /** Has it no longer end with its sign-in or by its caller. */
  release(): void;
  /** Sent with the last attempt, which notes it here. */
  accessToken: string | undefined;
}

interface Deadline {
  /** By the clock of `performance`. */
  at: number;
  retries: number;
  lastFailure: DunlinError | undefined;
}
