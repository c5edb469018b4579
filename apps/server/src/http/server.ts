import { randomUUID } from 'node:crypto';
import { type Api, AppError, isDeletedTweet, listIndexedUsernames } from '@dunlin/api';
import type { Web } from '@dunlin/web';
import {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify,
  LogController,
} from 'fastify';
import { mountMedia } from '../media/media.ts';
import { logFailure } from '../observability/log-failure.ts';
import { mountMetrics } from '../observability/metrics-route.ts';
import { registerSources } from '../observability/metrics-sources.ts';
import type { Observability } from '../observability/observability.ts';
import { observeRequests } from '../observability/observe-requests.ts';
import { mountDocs } from '../openapi/docs.ts';
import { defaultPingMs, mountEventStreams } from '../rest/event-streams.ts';
import { mountRest } from '../rest/rest.ts';
import type { Config } from '../startup/config.ts';
import type { RedisStatus } from '../startup/open-redis.ts';
import { toFastifyTrustProxy } from '../startup/trust-proxy.ts';
import type { DiskState } from '../startup/watch-disks.ts';
import { defaultLiveLimits, type LiveLimits, mountLive } from '../trpc/live.ts';
import { mountTrpc } from '../trpc/trpc.ts';
import { allowOrigins } from './allowed-origins.ts';
import { beginInTurn } from './begin-in-turn.ts';
import { limitBodyTime } from './body-deadline.ts';
import { createClientErrorHandler } from './client-error.ts';
import { warnOfForwarding } from './forwarding-warning.ts';
import { mountHealth } from './health.ts';
import { maxBodyBytes, takeJson } from './json-body.ts';
import { countRead, showLimits } from './limit-headers.ts';
import { createOpenStreams, type OpenStreams } from './open-streams.ts';
import { collectMethods } from './other-methods.ts';
import { describeFailure, errorHeaders, problemContentType, toProblem } from './problem.ts';
import { parseQueryString } from './query-string.ts';
import { logRequests } from './request-log.ts';
import { showSearchEngine } from './search-header.ts';
import { createSecurityHeaders } from './security-headers.ts';
import { closeUnreadBodies } from './unread-bodies.ts';
import { isWebSocketRequest } from './web-socket-request.ts';

/** The largest file at 1 Mbit/s. */
const longestUploadMs = 30 * 60_000;

export interface ServerOptions {
  api: Api;
  /** The pages to serve, if any. */
  web?: Web | undefined;
  config: Pick<Config, 'role' | 'trustProxy' | 'publicUrl' | 'corsOrigins' | 'metricsToken'>;
  logger: FastifyBaseLogger;
  observability: Observability;
  redis: RedisStatus | undefined;
  disks: DiskState;
  liveLimits?: Partial<LiveLimits> | undefined;
  /** How often an event stream says that it lives. */
  pingMs?: number | undefined;
  /** A request that takes longer to arrive is cut off, its headers after half of that; files have longer. */
  requestTimeoutMs?: number | undefined;
}

/** The HTTP server with everything mounted that its role serves, not yet listening. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { api, config, logger, observability, redis, disks, requestTimeoutMs = 30_000 } = options;
  const securityHeaders = createSecurityHeaders(config.publicUrl);
  const answerError = createErrorHandler(securityHeaders);
  const answerClientError = createClientErrorHandler({ securityHeaders, api });
  const app = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: toRequestId,
    bodyLimit: maxBodyBytes,
    trustProxy: toFastifyTrustProxy(config.trustProxy),
    // A request that arrives on a connection still open is served, and the connection closed with it.
    return503OnClosing: false,
    requestTimeout: longestUploadMs,
    http: {
      headersTimeout: requestTimeoutMs / 2,
      connectionsCheckingInterval: requestTimeoutMs / 6,
      // Else Node takes any request that offers one (HTTP/2 by curl and Java) out of all that follows, and its body too.
      shouldUpgradeCallback: isWebSocketRequest,
    },
    // A silent connection; pings keep streams from being one.
    connectionTimeout: 60_000,
    routerOptions: { maxParamLength: 5_000, querystringParser: parseQueryString },
    frameworkErrors: async (error, request, reply) => {
      // No hook sees these.
      reply.headers(await countRead(api, request.ip));
      answerError(error, request, reply);
    },
    clientErrorHandler: answerClientError,
  });
  app.decorate('observability', observability);
  observeRequests(app, { ...observability, trustsCallers: config.trustProxy !== false });
  logRequests(app, { api });
  beginInTurn(app);
  app.setErrorHandler(answerError);
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(securityHeaders).header('x-request-id', request.id);
    done();
  });
  showLimits(app, { api });
  showSearchEngine(app);
  await allowOrigins(app, config.corsOrigins);
  refuseUnread(app);
  closeUnreadBodies(app);
  limitBodyTime(app, { timeoutMs: requestTimeoutMs, answerClientError });
  takeJson(app, toValue);
  const refuseOtherMethods = collectMethods(app);
  const openStreams = createOpenStreams();
  app.addHook('preClose', async () => openStreams.end());
  mountHealth(app, { api, redis, disks });
  const { metrics, reports } = observability;
  const countSockets = () => (config.role === 'worker' ? 0 : app.websocketServer.clients.size);
  registerSources(metrics.registry, { api, reports, countSockets, redis, disks });
  mountMetrics(app, { registry: metrics.registry, config });
  if (config.role !== 'worker') mountApi(app, { ...options, openStreams });
  await app.after();
  refuseOtherMethods();
  await app.ready();
  return app;
}

function mountApi(
  app: FastifyInstance,
  {
    api,
    config,
    liveLimits,
    pingMs = defaultPingMs,
    openStreams,
    web,
  }: ServerOptions & { openStreams: OpenStreams },
): void {
  warnOfForwarding(app);
  mountLive(app, {
    api,
    limits: { ...defaultLiveLimits, ...liveLimits },
    origins: [...config.corsOrigins, ...(config.publicUrl ? [new URL(config.publicUrl).origin] : [])],
  });
  mountTrpc(app, { api, openStreams });
  mountEventStreams(app, { api, openStreams, pingMs });
  mountRest(app, { api });
  mountMedia(app, { api });
  mountDocs(app, { api, baseUrl: config.publicUrl, isHome: web === undefined });
  const { db, limits, settings } = api.services;
  const reads = {
    countSearch: (ipAddress: string) => limits.countCall('search', { ipAddress }),
    isDeletedTweet: (id: string) => isDeletedTweet(db, id),
    listIndexedUsernames: (limit: number) => listIndexedUsernames(db, limit),
  };
  web?.mount(app, settings.admitsVisitors ? reads : undefined);
}

/** The caller's request id if it is one that can stand in a log line. */
function toRequestId({ headers }: { headers: Record<string, string | string[] | undefined> }): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w.:-]{1,64}$/.test(given) ? given : randomUUID();
}

/** Before a body is read that nobody wants. */
function refuseUnread(app: FastifyInstance): void {
  refuseOddHosts(app);
  refuseUnknownPaths(app);
}

/** A path that ends in a slash would pass for one with an empty parameter. */
function refuseUnknownPaths(app: FastifyInstance): void {
  app.setNotFoundHandler(() => {
    throw new AppError('OPERATION_NOT_FOUND');
  });
  app.addHook<{ Params: Record<string, string> }>('onRequest', ({ is404, params }, _reply, done) => {
    const isKnown = !is404 && !Object.values(params).includes('');
    done(isKnown ? undefined : new AppError('OPERATION_NOT_FOUND'));
  });
}

/** Which of two hosts is meant, a proxy and this server could see differently; and of what is none no address can be made. */
function refuseOddHosts(app: FastifyInstance): void {
  app.addHook('onRequest', ({ raw, host }, _reply, done) => {
    const hosts = raw.rawHeaders.filter((name, index) => index % 2 === 0 && /^host$/i.test(name));
    done(hosts.length > 1 || !isHost(host) ? new AppError('MALFORMED_REQUEST') : undefined);
  });
}

/** A name or an address, perhaps with a port; none, as HTTP/1.0 may have it, is no odd one. */
function isHost(host: string | undefined): boolean {
  const isWritten = (written: string) =>
    /^(?:[\w.-]{1,253}|\[[\da-f:.]{2,45}\])(?::\d{1,5})?$/i.test(written);
  return !host || (isWritten(host) && URL.canParse(`http://${host}`));
}

/** An empty body counts as none: many clients announce JSON and send nothing. */
function toValue(text: string): unknown {
  return text === '' ? undefined : JSON.parse(text);
}

function createErrorHandler(securityHeaders: Record<string, string>) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const description = describeFailure(error, request);
    logFailure(request, error, request.routeOptions.url);
    // Fastify would close at once what sends a body that is too large; see unread-bodies.ts.
    reply
      .removeHeader('connection')
      .code(description.status)
      .headers({ ...securityHeaders, ...errorHeaders(description), 'x-request-id': request.id })
      .type(problemContentType)
      .send(toProblem(description, request.id));
  };
}
