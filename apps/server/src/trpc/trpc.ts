import { type Api, AppError, appRouter, errorCatalogue } from '@dunlin/api';
import { fastifyRequestHandler } from '@trpc/server/adapters/fastify';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { maxBodyBytes, takeJson } from '../http/json-body.ts';
import type { OpenStreams } from '../http/open-streams.ts';
import { describeFailure, errorHeaders } from '../http/problem.ts';
import { toRequestInfo } from '../http/request-info.ts';
import { logFailure } from '../observability/log-failure.ts';
import type { TrpcRoute } from './plain-call.ts';
import { answerDirectly, errorHeadersOf, vary } from './trpc-direct.ts';

/** Calls in one batch at most. */
export const maxBatchSize = 50;
const maxBatchBytes = 4 * maxBodyBytes;

/** tRPC over HTTP at /trpc: queries, mutations, batches, and subscriptions as server-sent events. */
export function mountTrpc(
  app: FastifyInstance,
  { api, openStreams }: { api: Api; openStreams: OpenStreams },
): void {
  app.register((scope, _options, pluginDone) => {
    // tRPC parses bodies itself.
    takeJson(scope, (text) => text);
    answerErrorsAsTrpc(scope);
    scope.addHook('onSend', (_request, reply, payload, done) => {
      const isStream =
        payload instanceof Response && payload.headers.get('content-type')?.startsWith('text/event-stream');
      if (isStream) openStreams.add(reply.raw);
      done(null, payload);
    });
    scope.route<TrpcRoute>({
      method: ['GET', 'POST'],
      url: '/trpc/:path',
      exposeHeadRoute: false,
      bodyLimit: maxBatchBytes,
      handler: async (request, reply) => {
        assertBatch(request);
        if (await answerDirectly(api, request, reply)) return reply;
        await fastifyRequestHandler({
          router: appRouter,
          req: request,
          res: reply,
          path: request.params.path,
          maxBatchSize,
          createContext: ({ info }) => {
            const requestInfo = toRequestInfo(request, info.connectionParams);
            const isBatchOfWrites = info.type === 'mutation' && info.calls.length > 1;
            if (isBatchOfWrites && requestInfo.idempotencyKey !== undefined)
              throw new AppError('INVALID_IDEMPOTENCY_KEY');
            return api.createContext(requestInfo);
          },
          responseMeta: ({ errors }) => ({ headers: { vary, ...errorHeadersOf(errors) } }),
          onError({ error, path, ctx }) {
            // Failed before there was a context: the handler of the scope answers, which knows the request.
            if (!ctx) throw error;
            logFailure(request, error, path);
          },
        });
        return reply;
      },
    });
    pluginDone();
  });
}

/** tRPC would not say what is wrong. @throws AppError VALIDATION_FAILED */
function assertBatch({ params, query, body }: FastifyRequest<TrpcRoute>): void {
  if (query.batch === undefined) return;
  if (params.path.split(',').length > maxBatchSize) throw refuseBatch();
  const inputs = String(body ?? query.input ?? '');
  if (!/^\s*(?:\{|$)/.test(inputs))
    throw refuse('The inputs of a batch are an object, each by the place of its call: {"0":{…},"1":{…}}.');
}

/** Of a batch that is too large. */
export function refuseBatch(): AppError {
  return refuse(`A batch has at most ${maxBatchSize} calls.`);
}

function refuse(message: string): AppError {
  return new AppError('VALIDATION_FAILED', { issues: [{ path: '', message }] });
}

/** Errors that arise before tRPC sees the request, in the shape that its clients read. */
function answerErrorsAsTrpc(scope: FastifyInstance): void {
  scope.setErrorHandler((error, request, reply) => {
    const description = describeFailure(error, request);
    const { code, status, message, issues, retryAfterMs } = description;
    logFailure(request, error);
    return reply
      .code(status)
      .headers(errorHeaders(description))
      .send({
        error: {
          message,
          code: TRPC_ERROR_CODES_BY_KEY[errorCatalogue[code].trpcCode],
          data: {
            ...{ code, httpStatus: status, requestId: request.id },
            ...(issues && { issues }),
            ...(retryAfterMs !== undefined && { retryAfterMs }),
          },
        },
      });
  });
}
