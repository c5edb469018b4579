import type { RequestInfo } from '@dunlin/api';
import type { FastifyRequest } from 'fastify';
import type {} from './fastify-fields.ts';

/** What the API is told of a request; clients that cannot set headers send their authorization as a connection parameter. */
export function toRequestInfo(
  { id, headers, ip, onLimit, onSearchAnswer, trace, ws, routeOptions }: FastifyRequest,
  connectionParams?: Record<string, string | undefined> | null,
): RequestInfo {
  const key = headers['idempotency-key'];
  return {
    requestId: id,
    transport: ws ? 'ws' : routeOptions.url?.startsWith('/trpc') ? 'trpc' : 'rest',
    trace,
    authorization: connectionParams?.authorization ?? headers.authorization,
    idempotencyKey: Array.isArray(key) ? key.join() : key,
    ipAddress: ip,
    onLimit,
    onSearchAnswer: ws ? undefined : onSearchAnswer,
    userAgent: headers['user-agent'],
  };
}
