import { type Api, AppError, appRouter, encodeJson } from '@dunlin/api';
import { callTRPCProcedure } from '@trpc/server';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { toRequestInfo } from '../http/request-info.ts';
import { listOperations, type Operation, toUrl } from './operations.ts';
import { createUrlValues, type UrlValues } from './url-values.ts';

/** One route per operation, over the same procedures that tRPC serves. */
export function mountRest(app: FastifyInstance, { api }: { api: Api }): void {
  for (const operation of listOperations()) mountOperation(app, { api, operation });
}

function mountOperation(app: FastifyInstance, { api, operation }: { api: Api; operation: Operation }): void {
  const { name, type, method, path, status, input } = operation;
  const toValues = createUrlValues(input);
  app.route<RestRoute>({
    method,
    url: toUrl(path),
    handler: async (request, reply) => {
      const answer = await callTRPCProcedure({
        router: appRouter,
        path: name,
        type,
        ctx: api.createContext(toRequestInfo(request)),
        getRawInput: async () => (input ? toInput(request, toValues) : undefined),
        signal: undefined,
        batchIndex: 0,
      });
      reply.code(status);
      if (status === 204) return reply.send();
      return reply.type('application/json; charset=utf-8').send(encodeJson(answer));
    },
  });
}

/** One object of path, query and body; the path has the last word. */
function toInput(
  { params, query, body = {} }: FastifyRequest<RestRoute>,
  toValues: UrlValues,
): Record<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new AppError('VALIDATION_FAILED', {
      issues: [{ path: '', message: 'The body must be a JSON object.' }],
    });
  }
  return { ...toValues(query), ...body, ...toValues(params) };
}

interface RestRoute {
  Params: Record<string, unknown>;
  Querystring: Record<string, unknown>;
  Body: unknown;
}
