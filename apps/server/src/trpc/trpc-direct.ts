import { type Api, appRouter, describeError } from '@dunlin/api';
import { callTRPCProcedure } from '@trpc/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toRequestInfo } from '../http/request-info.ts';

export interface TrpcRoute {
  Params: { path: string };
  Querystring: Record<string, unknown>;
}

/** What an answer depends on besides its URL: to tRPC's own it adds the origin, for CORS. */
export const vary = 'origin, trpc-accept, accept';

/**
 * Answers the plainest request, one query by GET, without the web Request and Response that tRPC's adapter builds for
 * every call. Only success is answered: whatever else comes of it (a refusal, a batch of several, another method), the
 * adapter is asked as if nothing had been. So there is nothing to keep in line but the bytes and headers of a success,
 * which a test compares (docs/decisions/0014-direct-path.md).
 * @returns `refused` when the operation was called and counted, and has answered an error that the adapter shall answer.
 */
export async function answerDirectly(
  api: Api,
  request: FastifyRequest<TrpcRoute>,
  reply: FastifyReply<TrpcRoute>,
): Promise<'answered' | 'refused' | 'not plain'> {
  const { path } = request.params;
  const { input, batch, ...others } = request.query;
  const isPlain =
    request.method === 'GET' &&
    isQuery(path) &&
    (batch === undefined || batch === '1') &&
    (input === undefined || typeof input === 'string') &&
    Object.keys(others).length === 0 &&
    !request.headers.accept?.includes('jsonl') &&
    request.headers['trpc-accept'] === undefined;
  const rawInput = isPlain && parseInput(input, batch === '1');
  if (!rawInput) return 'not plain';
  const context = api.createContext(toRequestInfo(request, null));
  try {
    const data = await callTRPCProcedure({
      router: appRouter,
      path,
      type: 'query',
      ctx: context,
      getRawInput: async () => rawInput.value,
      signal: undefined,
      batchIndex: 0,
    });
    const answer = JSON.stringify({ result: { data } });
    // Bytes, because Fastify adds a charset to the type of a string.
    reply
      .header('vary', vary)
      .header('content-type', 'application/json')
      .send(Buffer.from(batch === '1' ? `[${answer}]` : answer));
    return 'answered';
  } catch (error) {
    // What failed on our side, or was asked for too often, is not tried twice: that would double the load that made it fail.
    const { status } = describeError(error);
    if (status === 429 || status >= 500) throw error;
    return 'refused';
  }
}

function isQuery(path: string): boolean {
  const { procedures } = appRouter._def;
  if (!Object.hasOwn(procedures, path)) return false;
  const procedure: { _def: { type: string } } = Reflect.get(procedures, path);
  return procedure._def.type === 'query';
}

/** @returns undefined for what the adapter refuses. */
function parseInput(input: string | undefined, isBatch: boolean): { value: unknown } | undefined {
  if (!input) return { value: undefined };
  try {
    const value: unknown = JSON.parse(input);
    if (!isBatch) return { value };
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? { value: Reflect.get(value, '0') } : undefined;
  } catch {
    return undefined;
  }
}
