import { createTransactionViews } from '../views/views.ts';
import type { Context, MutationContext, Services, Writer } from './context.ts';
import { AppError } from './errors.ts';
import {
  claimIdempotencyKey,
  findAnswer,
  releaseIdempotencyKey,
  type StoredAnswer,
  storeAnswer,
} from './idempotency.ts';
import { uncounted } from './impressions.ts';

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
    let result: Result;
    try {
      result = await base.db.transaction().execute((trx) =>
        action({
          ...base,
          trx,
          db: trx,
          views: createTransactionViews(trx),
          impressions: uncounted,
          afterCommit: (run) => void afterCommit.push(run),
        }),
      );
    } catch (error) {
      if (attempt === maxAttempts || !isRetryable(error)) throw error;
      continue;
    }
    // Outside the try: what is committed is neither repeated nor reported as failed.
    for (const run of afterCommit) run();
    return result;
  }
}

/**
 * Runs a mutation in one transaction: claims its idempotency key, runs it, stores its answer under the key. A failure
 * rolls all of it back. A request whose key has an answer gets that answer, and nothing runs.
 */
export async function runMutation<Result extends ProcedureResult>(
  mutation: MutationRequest & { run: (ctx: MutationContext) => Promise<Result> },
): Promise<Result> {
  const { path, owner, getRawInput, run } = mutation;
  return write(mutation.ctx, async (ctx) => {
    const { idempotencyKey: key } = ctx.request;
    if (key === undefined) return orThrow(await run(ctx));

    const request = { key, owner, path, input: await getRawInput() };
    const answer = await claimIdempotencyKey(ctx.trx, request, ctx.keys);
    if (answer) return toResult(answer);
    const result = orThrow(await run(ctx));
    if (result.ok) await storeAnswer(ctx.trx, request, { data: result.data, keys: ctx.keys });
    else await releaseIdempotencyKey(ctx.trx, request);
    return result;
  });
}

/**
 * Answers a mutation again after its session has ended: logout, a new password and deletion end the session that they
 * came with, and a client that missed their answer can only ask with the token of that session.
 * @throws error when it was not answered before under its key.
 */
export async function replayMutation<Result extends ProcedureResult>(
  { ctx, path, owner, getRawInput }: MutationRequest,
  error: unknown,
): Promise<Result> {
  const { idempotencyKey: key } = ctx.request;
  if (key === undefined) throw error;
  const answer = await findAnswer(ctx.db, { key, owner, path, input: await getRawInput() }, ctx.keys);
  if (!answer) throw error;
  return toResult(answer);
}

function toResult<Result extends ProcedureResult>({ data }: StoredAnswer): Result {
  // `as`: what tRPC's next() resolved to when the answer was stored.
  return { ok: true, data } as unknown as Result;
}

/** Throwing rolls back. An error that commits is passed on as a result, as tRPC does with any. */
function orThrow<Result extends ProcedureResult>(result: Result): Result {
  if (result.ok || (result.error instanceof AppError && result.error.commits)) return result;
  throw result.error;
}

function isRetryable(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string' && retryableSqlStates.has(cause.code)) return true;
  }
  return false;
}

interface MutationRequest {
  ctx: Context;
  /** The procedure's name. */
  path: string;
  /** Whose idempotency keys these are. */
  owner: string;
  getRawInput: () => Promise<unknown>;
}

/** What tRPC's next() resolves to. */
type ProcedureResult = { ok: true; data: unknown } | { ok: false; error: Error };
