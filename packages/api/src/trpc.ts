import { initTRPC } from '@trpc/server';
import type { Context, MutationContext } from './context.ts';
import { describeError } from './errors.ts';
import { replayMutation, runMutation } from './mutation.ts';
import type { AppErrorShape, PublicMeta, PublicRouterBuilder } from './public-root.ts';
import type { Viewer } from './viewer.ts';

const t = initTRPC
  .context<Context>()
  .meta<PublicMeta>()
  .create({
    isDev: false,
    errorFormatter({ shape, error, ctx, path }): AppErrorShape {
      const { code, status, message, issues } = describeError(error);
      const requestId = ctx?.request.requestId ?? '';
      return {
        code: shape.code,
        message,
        data: { code, httpStatus: status, requestId, ...(path && { path }), ...(issues && { issues }) },
      };
    },
    sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 40_000 } },
  });

// `as`: the router's type is what the SDK publishes, and it may not name the server's context (see public-root.ts).
export const router = t.router as unknown as PublicRouterBuilder;

/** Reads of a signed-in viewer. */
export const query = t.procedure.use(async ({ ctx, path, next }) => {
  const viewer = await ctx.authenticator.authenticate(ctx.request.authorization);
  const answer = await next({ ctx: { viewer } });
  ctx.checkAnswer?.(path, answer);
  return answer;
});

/** Live streams of a signed-in viewer, as many at once as the transport admits. */
export const subscription = query.use(async ({ ctx, next, signal }) => {
  const release = ctx.request.admitStream?.();
  const result = await next();
  if (!result.ok || signal?.aborted) release?.();
  else if (release) signal?.addEventListener('abort', release, { once: true });
  // `as`: every subscription of the router is an async generator.
  if (result.ok) allowReadingAhead(result.data as AsyncGenerator);
  return result;
});

const checkedWrite = t.procedure.use(async ({ ctx, path, next }) => {
  const answer = await next();
  ctx.checkAnswer?.(path, answer);
  return answer;
});

/** Writes that need no access token: register, login, refresh. */
export const publicMutation = checkedWrite.use(({ ctx, next, path, getRawInput }) =>
  runMutation({ ctx, path, owner: 'anonymous', getRawInput, run: (writer) => next({ ctx: writer }) }),
);

/** Writes of a signed-in viewer, in one transaction with their idempotency key. */
export const mutation = checkedWrite.use(async ({ ctx, next, path, getRawInput }) => {
  const viewer = await ctx.authenticator.identify(ctx.request.authorization);
  const request = { ctx, path, owner: `user:${viewer.id}`, getRawInput };
  const run = (writer: MutationContext) => next({ ctx: { ...writer, viewer } });
  try {
    await ctx.authenticator.assertLive(viewer);
  } catch (error) {
    return replayMutation<Awaited<ReturnType<typeof run>>>(request, error);
  }
  return runMutation({ ...request, run });
});

export type QueryContext = Context & { viewer: Viewer };
export type WriteContext = MutationContext & { viewer: Viewer };

/**
 * tRPC's event streams ask for the next event before the last is sent, and forget that they did when the client leaves:
 * the failure of such a read is nobody's to handle, and must not end the process.
 */
function allowReadingAhead(events: AsyncGenerator): void {
  const next = events.next.bind(events);
  events.next = (...args) => {
    const read = next(...args);
    read.catch(() => {});
    return read;
  };
}
