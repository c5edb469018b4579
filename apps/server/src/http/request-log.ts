import { type Api, errorCatalogue } from '@dunlin/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { probes } from './health.ts';

/** One line a request; the route and not the URL, whose query may hold tokens. */
export function logRequests(app: FastifyInstance, { api }: { api: Api }): void {
  const { accessTokens } = api.services.authenticator;
  // Nothing secret stands in these lines, and looking for it took as long as writing them.
  const log = app.log.child({}, { redact: [] });
  const logRequest = (request: FastifyRequest, reply: FastifyReply) => {
    const token = request.headers.authorization?.split(' ')[1];
    const { method, routeOptions } = request;
    const route = routeOptions.url ?? 'none';
    const fields = {
      requestId: request.id,
      traceId: request.trace?.traceId,
      method,
      route: route === '/trpc/:path' ? request.url.split('?')[0]?.slice(0, 200) : route,
      // Whoever has left has been answered nothing.
      status: reply.raw.headersSent ? reply.statusCode : errorCatalogue.REQUEST_ABORTED.status,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      userId: token === undefined ? undefined : accessTokens.peek(token)?.id,
    };
    log[probes.has(route) ? 'debug' : 'info'](fields, 'request');
  };
  app.addHook('onRequest', (request, reply, done) => {
    // Unlike onResponse, this comes also when the client has left.
    if (!request.ws) reply.raw.once('close', () => logRequest(request, reply));
    done();
  });
}
