import type { Context, MutationContext, Services, Writer } from './context.ts';
import { AppError } from './errors.ts';
import { claimIdempotencyKey, openAnswer, storeAnswer } from './idempotency.ts';
import { createTransactionViews } from './views.ts';

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
    try {
      const result = await base.db.transaction().execute((trx) =>
        action({
          ...base,
          trx,
          db: trx,
          views: createTransactionViews(trx),
          afterCommit: (run) => void afterCommit.push(run),
        }),
      );
      for (const run of afterCommit) run();
      return result;
    } catch (error) {
      if (attempt === maxAttempts || !isRetryable(error)) throw error;
    }
  }
}

/**
 * Runs a mutation in one transaction: claims its idempotency key, runs it, stores its answer under the key. A failure
 * rolls all of it back. A request whose key has an answer gets that answer, and nothing runs.
 */
export async function runMutation<Result extends ProcedureResult>(
  mutation: MutationRun<Result>,
): Promise<Result> {
  const { path, owner, getRawInput, run } = mutation;
  return write(mutation.ctx, async (ctx) => {
    const { idempotencyKey: key } = ctx.request;
    if (key === undefined) return orThrow(await run(ctx));

    const claim = { key, owner, path, input: await getRawInput() };
    const answer = await claimIdempotencyKey(ctx.trx, claim);
    // `as`: what tRPC's next() resolves to, made from the stored answer.
    if (answer !== undefined)
      return { ok: true, data: await openAnswer(answer, ctx.keys) } as unknown as Result;
    const result = orThrow(await run(ctx));
    if (result.ok) await storeAnswer(ctx.trx, claim, { data: result.data, keys: ctx.keys });
    return result;
  });
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

interface MutationRun<Result> {
  ctx: Context;
  /** The procedure's name. */
  path: string;
  /** Whose idempotency keys these are. */
  owner: string;
  getRawInput: () => Promise<unknown>;
  run: (ctx: MutationContext) => Promise<Result>;
}

/** What tRPC's next() resolves to. */
type ProcedureResult = { ok: true; data: unknown } | { ok: false; error: Error };
