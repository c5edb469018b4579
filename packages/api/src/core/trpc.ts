import { initTRPC, type ProcedureType } from '@trpc/server';
import { assertRole } from './assert-role.ts';
import type { Context, MutationContext } from './context.ts';
import { describeError } from './errors.ts';
import { uncounted } from './impressions.ts';
import { anonymous, replayMutation, runMutation } from './mutation.ts';
import type { CallResult } from './observer.ts';
import { longestPage } from './pagination.ts';
import type { AppErrorShape, PublicMeta, PublicRouterBuilder } from './public-root.ts';
import { type Viewer, visitor } from './viewer.ts';

const t = initTRPC
  .context<Context>()
  .meta<PublicMeta>()
  .create({
    isDev: false,
    errorFormatter({ shape, error, ctx, path }): AppErrorShape {
      const { code, status, message, issues, retryAfterMs, suspension, deactivation } = describeError(error);
      const requestId = ctx?.request.requestId ?? '';
      return {
        code: shape.code,
        message,
        data: {
          ...{ code, httpStatus: status, requestId },
          ...(path && { path }),
          ...(issues && { issues }),
          ...(retryAfterMs !== undefined && { retryAfterMs }),
          ...(suspension && { suspension }),
          ...(deactivation && { deactivation }),
        },
      };
    },
    sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 40_000 } },
  });

// `as`: the router's type is what the SDK publishes, and it may not name the server's context (see public-root.ts).
export const router = t.router as unknown as PublicRouterBuilder;

/**
 * Every call that is begun passes here, by whichever transport it came: it is observed, and nothing is read for a caller who asks for too much.
 * tRPC copies a call for each middleware, so what comes first is one.
 */
function admit<Result extends CallResult>(call: Call, run: () => Promise<Result>): Promise<Result> {
  const { ctx, path, type, signal, meta, getRawInput } = call;
  const admitted = async () => {
    const rows = async () => (type === 'query' ? countRows(await getRawInput()) : 1);
    const end = await ctx.limits.beginCall(meta?.limit ?? 'read', ctx.request, rows);
    try {
      const answer = await run();
      ctx.checkAnswer?.(path, answer);
      return answer;
    } finally {
      end();
    }
  };
  return ctx.observer
    ? ctx.observer.call({ path, type, request: ctx.request, signal }, admitted)
    : admitted();
}

/** What a list is asked for; one whose input does not fit its schema is refused before it reads any. */
function countRows(input: unknown): number {
  const limit = input instanceof Object && 'limit' in input ? input.limit : 1;
  return typeof limit === 'number' && limit >= 1 && limit <= longestPage ? Math.ceil(limit) : 1;
}

/** Reads of a signed-in viewer. */
export const query = t.procedure.meta({ limit: 'read' }).use((call) =>
  admit(call, async () => {
    const viewer = await call.ctx.authenticator.authenticate(call.ctx.request.authorization);
    return call.next({ ctx: { viewer } });
  }),
);

/** Reads of what is public, by a signed-in viewer or by a visitor, who counts no impression: most of those are no people. */
export const visitorQuery = t.procedure.meta({ limit: 'read', forVisitors: true }).use((call) =>
  admit(call, async () => {
    const { authenticator, request, settings, impressions } = call.ctx;
    if (request.authorization === undefined && settings.admitsVisitors)
      return call.next({ ctx: { viewer: visitor, impressions: uncounted } });
    const viewer = await authenticator.authenticate(request.authorization);
    return call.next({ ctx: { viewer, impressions } });
  }),
);

/** Live streams of a signed-in viewer, so many open at once. */
export const subscription = query.meta({ limit: 'stream' }).use(async ({ ctx, next, signal }) => {
  const release = ctx.limits.openStream(ctx.viewer);
  const result = await next();
  if (!result.ok || signal?.aborted) release();
  else signal?.addEventListener('abort', release, { once: true });
  // `as`: every subscription of the router is an async generator.
  if (result.ok) watchEnd(result.data as AsyncGenerator, release);
  return result;
});

const admittedWrite = t.procedure.use((call) => admit(call, () => call.next()));

/** Runs what follows in one transaction, with the idempotency key of the request. */
export const inTransaction = t.middleware(({ ctx, next, path, getRawInput, meta }) => {
  // `as`: who is signed in stands in the context, if anyone is.
  const { viewer } = ctx as Context & { viewer?: Viewer };
  const owner = viewer ? `user:${viewer.id}` : anonymous;
  const run = async (writer: MutationContext) => {
    // Within: what was done while there was room is answered as it was.
    if (!meta?.whileFull) ctx.assertRoom();
    return next({ ctx: writer });
  };
  return runMutation({ ctx, path, owner, getRawInput, run });
});

/** Writes that need no access token and are slow before their transaction, which holds a connection: then comes `inTransaction`. */
export const slowPublicMutation = admittedWrite.meta({ limit: 'auth' });

/** Writes that need no access token: register, login, refresh. */
export const publicMutation = slowPublicMutation.use(inTransaction);

/** Writes of a signed-in viewer that are slow before their transaction: then comes `inTransaction`. */
export const slowMutation = admittedWrite
  .meta({ limit: 'write' })
  .use(async ({ ctx, next, path, getRawInput }) => {
    const viewer = await ctx.authenticator.identify(ctx.request.authorization);
    const run = () => next({ ctx: { viewer } });
    try {
      await ctx.authenticator.assertLive(viewer);
    } catch (error) {
      const request = { ctx, path, owner: `user:${viewer.id}`, getRawInput };
      return replayMutation<Awaited<ReturnType<typeof run>>>(request, error);
    }
    return run();
  });

/** Writes of a signed-in viewer, in one transaction with their idempotency key. */
export const mutation = slowMutation.use(inTransaction);

/** Reads for moderators and admins. */
export const moderatorQuery = query.use(async ({ ctx, next }) => {
  const role = await assertRole(ctx.db, ctx.viewer, { least: 'moderator' });
  return next({ ctx: { viewer: { ...ctx.viewer, role } } });
});

/** Reads for admins. */
export const adminQuery = query.use(async ({ ctx, next }) => {
  const role = await assertRole(ctx.db, ctx.viewer, { least: 'admin' });
  return next({ ctx: { viewer: { ...ctx.viewer, role } } });
});

/** Acts of moderators and admins. */
export const moderatorMutation = mutation.meta({ whileFull: true }).use(async ({ ctx, next }) => {
  const role = await assertRole(ctx.trx, ctx.viewer, { least: 'moderator', hold: true });
  return next({ ctx: { viewer: { ...ctx.viewer, role } } });
});

/** Acts of admins. */
export const adminMutation = mutation.meta({ whileFull: true }).use(async ({ ctx, next }) => {
  const role = await assertRole(ctx.trx, ctx.viewer, { least: 'admin', hold: true });
  return next({ ctx: { viewer: { ...ctx.viewer, role } } });
});

/** What is known of a call before it is made. */
interface Call {
  ctx: Context;
  path: string;
  type: ProcedureType;
  signal: AbortSignal | undefined;
  meta: PublicMeta | undefined;
  getRawInput: () => Promise<unknown>;
}

export type QueryContext = Context & { viewer: Viewer };
export type WriteContext = MutationContext & { viewer: Viewer };

/**
 * Calls back when a stream ends by itself or fails. tRPC's event streams ask for the next event before the last is sent, and
 * forget that they did when the client leaves: the failure of such a read must be handled here, or it ends the process.
 */
function watchEnd(events: AsyncGenerator, onEnd: () => void): void {
  const next = events.next.bind(events);
  events.next = (...args) => {
    const read = next(...args);
    read.then(({ done }) => done && onEnd(), onEnd);
    return read;
  };
}
