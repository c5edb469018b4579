import { type Operation, type OperationLink, TRPCClientError, type TRPCLink } from '@trpc/client';
import type { AnyTRPCRouter } from '@trpc/server';
import { observable, observableToPromise } from '@trpc/server/observable';
import { type Call, runCall } from './call.ts';
import { randomKey } from './random-key.ts';
import type { RetryOptions } from './retry.ts';
import type { Session } from './session.ts';
import { sessionCallOf, tokenFor } from './session-calls.ts';
import type { SignIn, TokenAnswer } from './sign-in.ts';

/** What a call of this client may carry in its context. */
export interface CallContext {
  idempotencyKey?: string | undefined;
  timeoutMs?: number | undefined;
  /** Whoever is signed in, unless given. */
  owner?: Promise<SignIn> | undefined;
}

/** Runs each call, and gives the session what its answer brings. */
export function callLink({ session, retry, ...defaults }: CallLinkOptions): TRPCLink<AnyTRPCRouter> {
  return () =>
    ({ op, next }) =>
      observable((observer) => {
        // `as`: tRPC lets a call carry any context; this client's calls carry this one.
        const {
          idempotencyKey = randomKey(),
          timeoutMs = defaults.timeoutMs,
          ...context
        } = op.context as CallContext;
        const sessionCall = sessionCallOf(op, session);
        const owner = context.owner ?? (sessionCall ?? session).owner();

        const send = (call: Call) =>
          observableToPromise(
            next({
              ...op,
              signal: call.stop.signal,
              context: { idempotencyKey, call } satisfies SentContext,
            }),
          );
        const attempt = async (call: Call) => {
          if (!sessionCall) return send(call);
          return session.change(async () => {
            const answer = await send(call);
            call.stop.signal.throwIfAborted();
            // Signing out ends all calls of the sign-in, but not this one.
            call.stop.release();
            // `as`: the answers of these operations have tokens, or are empty.
            await sessionCall.apply(call.signIn, answer.result.data as TokenAnswer);
            return answer;
          });
        };
        runCall({ session, retry, owner, timeoutMs, signal: op.signal, attempt }).then(
          (answer) => {
            observer.next(answer);
            observer.complete();
          },
          (error) => observer.error(TRPCClientError.from(error)),
        );
      });
}

/** Reads of one moment share a request if they belong to one sign-in. */
export function perSignIn(link: TRPCLink<AnyTRPCRouter>): TRPCLink<AnyTRPCRouter> {
  return (runtime) => {
    const links = new WeakMap<SignIn, OperationLink<AnyTRPCRouter>>();
    return (options) => {
      const { signIn } = sentContextOf(options.op).call;
      const own = links.get(signIn) ?? link(runtime);
      links.set(signIn, own);
      return own(options);
    };
  };
}

/** The headers of one HTTP request, and the note in its calls of the token that it was sent with. */
export async function headersFor(
  ops: readonly [Operation, ...Operation[]],
  session: Session,
): Promise<Record<string, string>> {
  const { call, idempotencyKey } = sentContextOf(ops[0]);
  const accessToken = await tokenFor(ops[0], call.signIn, session);
  for (const op of ops) sentContextOf(op).call.accessToken = accessToken;
  return {
    ...(accessToken !== undefined && { authorization: `Bearer ${accessToken}` }),
    ...(ops[0].type === 'mutation' && { 'idempotency-key': idempotencyKey }),
  };
}

/** What the links behind `callLink` find in the context. */
interface SentContext extends Record<string, unknown> {
  idempotencyKey: string;
  call: Call;
}

function sentContextOf(op: Operation): SentContext {
  // `as`: whatever comes to a link behind `callLink` has it.
  return op.context as SentContext;
}

interface CallLinkOptions {
  session: Session;
  retry: RetryOptions;
  timeoutMs: number;
}
