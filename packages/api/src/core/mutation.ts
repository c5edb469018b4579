import { isAbortedTransactionError } from 'kysely';
import { createTransactionViews } from '../views/views.ts';
import type { Context, MutationContext, Services, Writer } from './context.ts';
import { AppError } from './errors.ts';
import {
  assertValidKey,
  claimKey,
  encryptAnswer,
  findAnswer,
  type KeyedRequest,
  releaseIdempotencyKey,
  type StoredAnswer,
  storeAnswer,
} from './idempotency.ts';
import { uncounted } from './impressions.ts';
import type { CallResult } from './observer.ts';

/** The owner of the keys of whoever is not signed in; nobody's many keys push out another's. */
export const anonymous = 'anonymous';

const maxAttempts = 4;
/** Serialization failure, and deadlock: Postgres asks to run the transaction again. */
const retryableSqlStates = new Set(['40001', '40P01']);

/** Runs an action in one transaction, again when Postgres asks for it, and after commit what it asked to run then. */
export async function write<Base extends Services, Result>(
  base: Base,
  action: (writer: Writer & Base) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    const afterCommit: (() => void)[] = [];
    const statements: Promise<unknown>[] = [];
    const failures: unknown[] = [];
    let result: Result;
    try {
      result = await base.db.transaction().execute(async (trx) => {
        const answer = await action({
          ...base,
          trx,
          db: trx,
          views: createTransactionViews(trx),
          impressions: uncounted,
          afterCommit: (run) => void afterCommit.push(run),
          withCommit(statement) {
            statements.push(statement);
            statement.catch((reason: unknown) => failures.push(reason));
          },
        });
        // All that is on its way to the connection gets there before the commit.
        if (statements.length > 0) await new Promise<void>((resolve) => process.nextTick(resolve));
        if (failures.length > 0) throw failures[0];
        return answer;
      });
      // Answered before the commit was, and so done now.
      await Promise.all(statements);
    } catch (thrown) {
      await Promise.allSettled(statements);
      // Where a statement failed that went out with the commit, or before others, Postgres has made a rollback of it.
      const error = isConsequence(thrown) ? (failures.find((one) => !isConsequence(one)) ?? thrown) : thrown;
      if (attempt === maxAttempts || !isRetryable(error)) throw error;
      continue;
    }
    // Outside the try: what is committed is neither repeated nor reported as failed.
    for (const run of afterCommit) run();
    return result;
  }
}

/**
 * Runs a mutation in one transaction with the claim of its idempotency key, and stores its answer under the key. A failure rolls
 * all of it back, and so does a key that has an answer, which the request then gets.
 */
export async function runMutation<Result extends CallResult>(
  mutation: MutationRequest & { run: (ctx: MutationContext) => Promise<Result> },
): Promise<Result> {
  const { ctx, path, owner, getRawInput, run } = mutation;
  const { idempotencyKey: key } = ctx.request;
  if (key === undefined) return write(ctx, async (writer) => orThrow(await run(writer)));

  const request = { key, owner, path, input: await getRawInput() };
  assertValidKey(key);
  for (;;) {
    try {
      return await write(ctx, (writer) => runClaimed(writer, { request, run }));
    } catch (error) {
      if (!(error instanceof KeyTakenError)) throw error;
    }
    const answer = await findAnswer(ctx.db, request, ctx.keys);
    // Unless it has expired just now.
    if (answer) return toResult(answer);
  }
}

/** The claim and what is claimed go out together, as most keys are new. @throws KeyTakenError */
async function runClaimed<Result extends CallResult>(
  writer: Writer & Context,
  { request, run }: { request: KeyedRequest; run: (ctx: MutationContext) => Promise<Result> },
): Promise<Result> {
  const { trx, keys } = writer;
  const [claim, running] = await Promise.allSettled([claimKey(trx, request, keys), run(writer)]);
  if (claim.status === 'rejected') throw claim.reason;
  if (!claim.value) throw new KeyTakenError();
  if (running.status === 'rejected') throw running.reason;
  const result = orThrow(running.value);
  if (!result.ok) await releaseIdempotencyKey(trx, request);
  else {
    const answer = await encryptAnswer(result.data, keys);
    writer.withCommit(storeAnswer(trx, request, answer));
    if (request.owner !== anonymous)
      writer.afterCommit(() => writer.keptAnswers.add(request.owner, answer.length));
  }
  return result;
}

/** Undoes what went out with the claim of a key that has an answer. */
class KeyTakenError extends Error {}

/**
 * Answers a mutation again after its session has ended: logout, a new password and deletion end the session that they
 * came with, and a client that missed their answer can only ask with the token of that session.
 * @throws error when it was not answered before under its key.
 */
export async function replayMutation<Result extends CallResult>(
  { ctx, path, owner, getRawInput }: MutationRequest,
  error: unknown,
): Promise<Result> {
  const { idempotencyKey: key } = ctx.request;
  if (key === undefined) throw error;
  const answer = await findAnswer(ctx.db, { key, owner, path, input: await getRawInput() }, ctx.keys);
  if (!answer) throw error;
  return toResult(answer);
}

function toResult<Result extends CallResult>({ data }: StoredAnswer): Result {
  // `as`: what tRPC's next() resolved to when the answer was stored.
  return { ok: true, data } as unknown as Result;
}

/** Throwing rolls back. An error that commits is passed on as a result, as tRPC does with any. */
function orThrow<Result extends CallResult>(result: Result): Result {
  if (result.ok || (result.error instanceof AppError && result.error.commits)) return result;
  throw result.error;
}

function isRetryable(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string' && retryableSqlStates.has(cause.code)) return true;
  }
  return false;
}

/** Whether it only says that something failed before. */
function isConsequence(error: unknown): boolean {
  return (
    isAbortedTransactionError(error) || (error instanceof Error && 'code' in error && error.code === '25P02')
  );
}

interface MutationRequest {
  ctx: Context;
  /** The procedure's name. */
  path: string;
  /** Whose idempotency keys these are. */
  owner: string;
  getRawInput: () => Promise<unknown>;
}
