import { runCall } from './call.ts';
import type { Line } from './line.ts';
import type { WriteOptions } from './operation.ts';
import { randomKey } from './random-key.ts';
import type { RetryOptions } from './retry.ts';
import type { Send, SentCall } from './sent-call.ts';
import type { Session } from './session.ts';
import { sessionCallOf } from './session-calls.ts';
import type { SignIn, TokenAnswer } from './sign-in.ts';

/** Calls an operation that is no stream. @throws DunlinError */
export type CallOperation = (
  operation: Pick<SentCall, 'path' | 'isWrite'>,
  input: object,
  options?: OperationOptions,
) => Promise<unknown>;

export interface OperationOptions extends WriteOptions {
  /** Whoever is signed in, unless given. */
  owner?: Promise<SignIn> | undefined;
  /** The client's unless given. */
  retry?: RetryOptions | undefined;
}

/** A server that is there has answered by then. */
const leastAttemptMs = 5_000;

/** Runs each call, and gives the session what its answer brings. */
export function createCalls({ session, line, retry, send, ...defaults }: CallsOptions): CallOperation {
  return async (operation, input, options = {}) => {
    const { idempotencyKey = randomKey(), timeoutMs = defaults.timeoutMs, signal } = options;
    const sessionCall = sessionCallOf(operation.path, input, session);
    return runCall({
      ...{ session, line, retry: options.retry ?? retry, timeoutMs, signal },
      owner: options.owner ?? (sessionCall ?? session).owner(),
      run: sessionCall?.run,
      leastAttemptMs,
      async attempt(call) {
        const answer = await send({
          ...{ ...operation, input, idempotencyKey, call },
          changesSession: sessionCall !== undefined,
        });
        if (!sessionCall) return answer;
        call.signal.throwIfAborted();
        // Signing out ends all calls of the sign-in, but not this one.
        call.release();
        // `as`: the answers of these operations have tokens, or are empty.
        await sessionCall.apply(call.signIn, answer as TokenAnswer);
        return answer;
      },
    });
  };
}

interface CallsOptions {
  session: Session;
  line: Line;
  retry: RetryOptions;
  timeoutMs: number;
  send: Send;
}
