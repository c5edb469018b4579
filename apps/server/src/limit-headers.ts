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
  // Besides its operations, what failed before it reached one and a batch whose answers come after the headers count as a read.
  app.addHook('onSend', (request, reply, payload, done) => {
    const isUncounted = !reply.hasHeader(limitHeaders[0]) && !probes.has(request.routeOptions.url ?? '');
    const isOfApi = reply.statusCode >= 400 || payload instanceof Response;
    if (!isUncounted || !isOfApi) return done(null, payload);
    const show = () => done(null, payload);
    // One too many is answered as the error that it is anyway.
    api.services.limits.countCall('read', toRequestInfo(request)).then(show, show);
  });
}

function createDisplay(reply: FastifyReply): (state: LimitState) => void {
  let least = Number.POSITIVE_INFINITY;
  return ({ limit, remaining, resetMs }) => {
    if (remaining >= least) return;
    least = remaining;
    reply
      .header('ratelimit-limit', limit)
      .header('ratelimit-remaining', remaining)
      .header('ratelimit-reset', Math.ceil(resetMs / 1000));
  };
}
