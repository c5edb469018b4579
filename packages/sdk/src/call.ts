import { createStop, orAbort, type Stop } from './abort.ts';
import { DunlinError } from './dunlin-error.ts';
import { isTokenRejection, toDunlinError } from './error-answer.ts';
import type { Line } from './line.ts';
import { delay, type RetryOptions, retryDelayMs } from './retry.ts';
import type { RunAttempts, Session } from './session.ts';
import type { SignIn } from './sign-in.ts';

/** Timers that are set for longer go off at once. */
const maxTimerMs = 2 ** 31 - 1;

/** What replaces a rejected token may be old already; but a server that rejects all new ones is not asked forever. */
const maxRenewals = 5;

/** An attempt that has had this share of the time that is left is given up for another. */
const attemptShare = 1 / 3;

/** Runs a call for its caller: until its time is up, the caller aborts it, or the sign-in that it belongs to is over. @throws DunlinError */
export async function runCall<Answer>(options: CallRun<Answer>): Promise<Answer> {
  const { timeoutMs } = options;
  // A call that fails before it looks for its owner is told of that.
  options.owner.catch(() => {});
  // Node warns of timers that are set for less.
  if (!(timeoutMs > 0))
    throw toDunlinError(new RangeError(`timeoutMs must be a number above 0; it is ${timeoutMs}.`));
  const stop = createStop(options.signal);
  const progress: Progress = { stop, endsAt: performance.now() + timeoutMs, retries: 0 };
  const clear = stopAfter(timeoutMs, stop, progress);
  try {
    return await orAbort(renewing(options, progress), stop.signal);
  } catch (error) {
    throw toDunlinError(error, stop.signal);
  } finally {
    clear();
    stop.release();
  }
}

/** With a fresh token when the old one is rejected. */
async function renewing<Answer>(options: CallRun<Answer>, progress: Progress): Promise<Answer> {
  const { session, owner, run = (attempts) => attempts() } = options;
  const { stop } = progress;
  const signIn = await owner;
  stop.follow(signIn.ended);
  for (let renewals = 0; ; renewals++) {
    try {
      return await run(() => repeat(options, signIn, progress));
    } catch (cause) {
      const error = toDunlinError(cause, stop.signal);
      const { accessToken } = progress;
      if (stop.signal.aborted || accessToken === undefined || !isTokenRejection(error)) throw error;
      if (renewals === maxRenewals) throw error;
      await session.renew(signIn, accessToken, error);
    }
  }
}

/** Again when it may succeed later. */
async function repeat<Answer>(options: CallRun<Answer>, signIn: SignIn, progress: Progress): Promise<Answer> {
  const { line, retry, leastAttemptMs, attempt } = options;
  const { stop } = progress;
  for (;;) {
    stop.signal.throwIfAborted();
    const remainingMs = progress.endsAt - performance.now();
    const isLast = progress.retries >= retry.maxRetries;
    const { call, end } = begin(
      signIn,
      progress,
      isLast ? remainingMs : Math.max(leastAttemptMs, remainingMs * attemptShare),
    );
    try {
      const answer = await orAbort(attempt(call), call.signal);
      line.heard();
      return answer;
    } catch (cause) {
      const error = toDunlinError(cause, call.signal);
      if (stop.signal.aborted) throw error;
      line.failed(error);
      progress.lastFailure = error;
      progress.accessToken = call.accessToken;
      await waitToRepeat(error, options, progress);
    } finally {
      end();
    }
  }
}

/** Begins an attempt, which may take so long. */
function begin(signIn: SignIn, progress: Progress, ms: number): { call: Call; end: () => void } {
  const stop = createStop(progress.stop.signal);
  const clear = stopAfter(ms, stop, progress);
  const end = () => {
    clear();
    stop.release();
  };
  const release = () => {
    end();
    progress.stop.release();
  };
  return { call: { signIn, signal: stop.signal, release, accessToken: undefined }, end };
}

/** @throws DunlinError the failure, when the call should not be repeated */
async function waitToRepeat(
  error: DunlinError,
  { line, retry }: Pick<CallRun<unknown>, 'line' | 'retry'>,
  progress: Progress,
): Promise<void> {
  const remainingMs = progress.endsAt - performance.now();
  const delayMs = retryDelayMs(error, { ...retry, retries: progress.retries, remainingMs });
  if (delayMs === undefined) throw error;
  progress.retries++;
  // A line that is back is no reason to go before the server has asked to.
  const wait = error.retryAfterMs ? delay : line.wait;
  await wait(delayMs, progress.stop.signal);
}

/** Returns how not to. */
function stopAfter(ms: number, stop: Stop, progress: Progress): () => void {
  const abort = () =>
    stop.abort(
      new DunlinError('TIMEOUT', `No answer within ${Math.round(ms)} ms.`, { cause: progress.lastFailure }),
    );
  const timer = setTimeout(abort, Math.min(ms, maxTimerMs));
  return () => clearTimeout(timer);
}

export interface CallRun<Answer> {
  session: Session;
  line: Line;
  retry: RetryOptions;
  owner: Promise<SignIn>;
  /** For all attempts together. */
  timeoutMs: number;
  /** What one attempt is given at least, if there is so much time left. */
  leastAttemptMs: number;
  signal: AbortSignal | null | undefined;
  attempt: (call: Call) => Promise<Answer>;
  /** Runs the attempts until a token is rejected, and again with the next token. */
  run?: RunAttempts | undefined;
}

/** One attempt of a call. */
export interface Call {
  signIn: SignIn;
  /** Aborts when it is over before it has an answer. */
  signal: AbortSignal;
  /** Has it no longer end with its sign-in or by its caller. */
  release(): void;
  /** That it was sent with, which is noted here. */
  accessToken: string | undefined;
}

/** What the attempts of one call share. */
interface Progress {
  stop: Stop;
  /** By the clock of `performance`. */
  endsAt: number;
  retries: number;
  lastFailure?: DunlinError;
  /** That the last attempt was sent with. */
  accessToken?: string | undefined;
}
