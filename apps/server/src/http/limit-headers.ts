import type { Api, LimitState } from '@dunlin/api';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type {} from './fastify-fields.ts';
import { probes } from './health.ts';
import { toRequestInfo } from './request-info.ts';

/** What a browser's script may read of them, and the OpenAPI document describes. */
export const limitHeaders = ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'] as const;

/** Shows on each answer of the API what is left of its caller's limit; of several, that of which least is left. */
export function showLimits(app: FastifyInstance, { api }: { api: Api }): void {
  app.decorateRequest('onLimit', undefined);
  app.addHook('onRequest', (request, reply, done) => {
    request.onLimit = createDisplay(reply);
    done();
  });
  // Besides its operations, these count as a read: what failed before it reached one, a batch whose answers come after the headers,
  // and what a browser asks before it calls one.
  app.addHook('onSend', (request, reply, payload, done) => {
    const isUncounted = !reply.hasHeader(limitHeaders[0]) && !probes.has(request.routeOptions.url ?? '');
    const isOfApi = reply.statusCode >= 400 || payload instanceof Response || request.method === 'OPTIONS';
    if (!isUncounted || !isOfApi) return done(null, payload);
    const show = () => done(null, payload);
    // One too many is answered as the error that it is anyway.
    api.services.limits.countCall('read', toRequestInfo(request)).then(show, show);
  });
}

function createDisplay(reply: FastifyReply): (state: LimitState) => void {
  let least = Number.POSITIVE_INFINITY;
  return (state) => {
    if (state.remaining >= least) return;
    least = state.remaining;
    reply.headers(toLimitHeaders(state));
  };
}

/** Counts as a read what never became a request that could be, against the address that sent it. @returns the headers that say so */
export async function countRead(
  { services: { limits } }: Api,
  ipAddress: string | undefined,
): Promise<Record<string, string>> {
  let headers = {};
  const onLimit = (state: LimitState) => {
    headers = toLimitHeaders(state);
  };
  // One too many is answered as the error that it is anyway.
  await limits.countCall('read', { ...(ipAddress !== undefined && { ipAddress }), onLimit }).catch(() => {});
  return headers;
}

function toLimitHeaders({ limit, remaining, resetMs }: LimitState): Record<LimitHeader, string> {
  return {
    'ratelimit-limit': String(limit),
    'ratelimit-remaining': String(remaining),
    'ratelimit-reset': String(Math.ceil(resetMs / 1000)),
  };
}

type LimitHeader = (typeof limitHeaders)[number];
