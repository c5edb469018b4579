import { type Api, appRouter, encodeJson } from '@dunlin/api';
import { callTRPCProcedure, getErrorShape, getTRPCErrorFromUnknown } from '@trpc/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { describeHttpError, errorHeaders } from '../http/problem.ts';
import { toRequestInfo } from '../http/request-info.ts';
import { logFailure } from '../observability/log-failure.ts';
import { findPlainCall, type PlainCall, type TrpcRoute } from './plain-call.ts';

/** What an answer depends on besides its URL: to tRPC's own it adds the origin, for CORS. */
export const vary = 'origin, trpc-accept, accept';

/**
 * Answers a plain call as tRPC's adapter would, without the web Request and Response that it builds for each. A test compares
 * the two (docs/decisions/0014-direct-path.md).
 * @returns whether it did; whatever is not plain is left to the adapter.
 */
export async function answerDirectly(
  api: Api,
  request: FastifyRequest<TrpcRoute>,
  reply: FastifyReply<TrpcRoute>,
): Promise<boolean> {
  const call = findPlainCall(request);
  if (!call) return false;
  const answer = await answerCall(api, call, { request, reply });
  // Bytes, because Fastify adds a charset to the type of a string.
  reply
    .header('content-type', 'application/json')
    .header('vary', vary)
    .send(encodeJson(call.isBatch ? [answer] : answer));
  return true;
}

/** The answer's body; the status and headers of an error are set on the reply. */
async function answerCall(
  api: Api,
  { path, type, getRawInput }: PlainCall,
  { request, reply }: { request: FastifyRequest<TrpcRoute>; reply: FastifyReply<TrpcRoute> },
): Promise<object> {
  const ctx = api.createContext(toRequestInfo(request));
  const call = { router: appRouter, path, type, ctx, getRawInput, signal: undefined, batchIndex: 0 };
  try {
    return { result: { data: await callTRPCProcedure(call) } };
  } catch (cause) {
    const error = getTRPCErrorFromUnknown(cause);
    logFailure(request, error, path);
    const description = describeHttpError(error);
    reply.code(description.status).headers(errorHeaders(description));
    const { _config: config } = appRouter._def;
    return { error: getErrorShape({ config, error, type, path, input: undefined, ctx }) };
  }
}
