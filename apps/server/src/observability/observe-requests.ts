import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type {} from '../http/fastify-fields.ts';
import { probes } from '../http/health.ts';
import { isWebSocketRequest } from '../http/web-socket-request.ts';
import { LoggerOnDemand } from './logger-on-demand.ts';
import type { Metrics } from './metrics.ts';
import { parseTraceparent } from './trace-context.ts';
import { noTracing, type Span, type Tracing } from './tracing.ts';

const spanOf = Symbol('span');

/** Gives each request a trace, whose id stands in its log lines, and measures how long it takes. */
export function observeRequests(
  app: FastifyInstance,
  { metrics, tracing, trustsCallers }: ObserveRequestsOptions,
): void {
  app.setChildLoggerFactory((logger, bindings, options, raw: ObservedMessage) => {
    // What becomes a socket has no end that an answer would mark.
    if (isWebSocketRequest(raw)) return logger.child(bindings, options);
    const span = (probes.has(raw.url ?? '') ? noTracing : tracing).start(raw.method ?? '', {
      kind: 'server',
      parent: parseTraceparent(raw.headers.traceparent),
      isParentForeign: !trustsCallers,
    });
    raw[spanOf] = span;
    return new LoggerOnDemand(() => logger.child({ ...bindings, traceId: span.context.traceId }, options));
  });
  app.decorateRequest('trace', {
    getter(this: FastifyRequest) {
      const raw: ObservedMessage = this.raw;
      return raw[spanOf]?.context;
    },
  });
  app.addHook('onRequest', (request, reply, done) => {
    const raw: ObservedMessage = request.raw;
    const span = raw[spanOf];
    if (span) {
      metrics.requestsInFlight.inc();
      // Unlike onResponse, this comes also when the client has left.
      reply.raw.once('close', () => {
        metrics.requestsInFlight.dec();
        measure(request, reply, { metrics, span });
      });
    }
    done();
  });
}

function measure(
  request: FastifyRequest,
  reply: FastifyReply,
  { metrics, span }: { metrics: Metrics; span: Span },
): void {
  const { statusCode: status } = reply.raw;
  const route = request.routeOptions.url ?? 'none';
  const method = request.is404 ? 'any' : request.method;
  span.end({
    name: `${method} ${route}`,
    attributes: {
      'http.request.method': request.method,
      'http.route': route,
      'http.response.status_code': status,
      'dunlin.request_id': request.id,
    },
    failure: status >= 500 ? String(status) : undefined,
  });
  const isStream = String(reply.raw.getHeader('content-type')).startsWith('text/event-stream');
  if (!isStream) metrics.requests.observe({ method, route, status }, reply.elapsedTime / 1000);
}

interface ObserveRequestsOptions {
  metrics: Metrics;
  tracing: Tracing;
  /** Whether callers say which traces are kept: those behind our own proxy do. */
  trustsCallers: boolean;
}

/** On the message itself, because its logger is made before there is a request. */
interface ObservedMessage extends IncomingMessage {
  [spanOf]?: Span;
}
