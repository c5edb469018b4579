import { type Api, AppError, appRouter, type Viewer } from '@dunlin/api';
import websocket from '@fastify/websocket';
import { getWSConnectionHandler } from '@trpc/server/adapters/ws';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { WebSocket } from 'ws';
import { isAllowedOrigin } from '../http/allowed-origins.ts';
import type {} from '../http/fastify-fields.ts';
import { toRequestInfo } from '../http/request-info.ts';
import { logFailure } from '../observability/log-failure.ts';
import { createSocketEncoder, sendError } from './socket-encoder.ts';

const maxMessageBytes = 64 * 1024;

export interface LiveLimits {
  /** A socket that has more than this unsent at two checks in a row is closed. */
  maxUnsentBytes: number;
  checkUnsentMs: number;
  /** A socket has this long to send a valid access token. */
  authenticateMs: number;
  /** One that was told to close, and has not, is cut after this; so long it also lasts when its session has ended, for that to be told. */
  closeGraceMs: number;
}

export const defaultLiveLimits: LiveLimits = {
  maxUnsentBytes: 1024 * 1024,
  checkUnsentMs: 1_000,
  authenticateMs: 10_000,
  closeGraceMs: 2_000,
};

/** tRPC over WebSocket at /trpc, for pages of this server and of the given origins, and for what is no browser. */
export function mountLive(
  app: FastifyInstance,
  { api, limits, origins }: { api: Api; limits: LiveLimits; origins: readonly string[] },
): void {
  app.register(websocket, {
    // The types of ws do not know closeTimeout yet.
    options: { maxPayload: maxMessageBytes, ...{ closeTimeout: limits.closeGraceMs } },
    preClose(done) {
      for (const socket of app.websocketServer.clients) askToReconnect(socket);
      app.websocketServer.close();
      done();
    },
    errorHandler(error, socket, request) {
      // A frame that breaks the protocol or its bound; ws has answered it with the close code for that.
      request.log.debug({ err: error }, 'A WebSocket failed');
      if (socket.readyState === WebSocket.OPEN) socket.close(1011);
    },
  });
  app.decorateRequest('onKnown', undefined);
  app.register((scope, _options, done) => {
    const timer = setInterval(createBacklogCheck(app, limits), limits.checkUnsentMs);
    scope.addHook('onClose', async () => clearInterval(timer));
    scope.route({
      method: 'GET',
      url: '/trpc',
      exposeHeadRoute: false,
      onRequest: async (request) => {
        if (!isAllowedOrigin(request, origins)) throw new AppError('ORIGIN_NOT_ALLOWED');
        if (request.ws) countUntilKnown(api, request);
      },
      handler: async () => {
        throw new AppError('OPERATION_NOT_FOUND');
      },
      wsHandler: (socket, request) => serveSocket(socket, { app, api, limits, request }),
    });
    done();
  });
}

/** Refused before the handshake, which costs more than the refusal. @throws AppError RATE_LIMITED, or REQUEST_ABORTED */
function countUntilKnown({ services }: Api, request: FastifyRequest): void {
  // Nothing would give back what is taken here.
  if (request.raw.socket.destroyed) throw new AppError('REQUEST_ABORTED');
  request.onKnown = services.limits.openUnknownSocket(request.ip);
  request.raw.socket.once('close', request.onKnown);
}

function serveSocket(socket: WebSocket, { app, api, limits, request }: SocketOptions): void {
  const deadline = setTimeout(() => socket.close(4401, 'UNAUTHENTICATED'), limits.authenticateMs);
  const startedAt = performance.now();
  socket.once('close', (code) => {
    clearTimeout(deadline);
    request.log.info(
      { route: '/trpc', code, ms: Math.round(performance.now() - startedAt) },
      'A WebSocket closed',
    );
  });
  const serve = getWSConnectionHandler({
    wss: app.websocketServer,
    router: appRouter,
    experimental_encoder: createSocketEncoder(socket, {
      requestId: request.id,
      beginsWithParams: new URLSearchParams(request.url.split('?')[1]).get('connectionParams') === '1',
    }),
    keepAlive: { enabled: true, pingMs: 30_000, pongWaitMs: 10_000 },
    createContext: ({ info }) => {
      const requestInfo = toRequestInfo(request, info.connectionParams);
      // Not awaited, and a failure is not this socket's end: each call answers with the error, which clients can act on.
      api.services.authenticator.authenticate(requestInfo.authorization).then(
        (viewer) => {
          clearTimeout(deadline);
          request.onKnown?.();
          holdToSession(socket, { api, limits, viewer, requestId: request.id });
        },
        () => {},
      );
      // A key stands for one write, and the headers of a socket for all that is sent over it.
      return api.createContext({ ...requestInfo, idempotencyKey: undefined, onLimit: undefined });
    },
    onError({ error, path }) {
      if (!isOfFrames(error.cause)) logFailure(request, error, path);
    },
  });
  serve(socket, request.raw);
}

/** What a client sent breaks the protocol or its bound; ws has answered with the close code for that. */
function isOfFrames(error: Error | undefined): boolean {
  return error !== undefined && 'code' in error && String(error.code).startsWith('WS_ERR_');
}

/** An account has so many sockets, each for as long as its session lasts. */
function holdToSession(socket: WebSocket, { api, limits, viewer, requestId }: HeldSocket): void {
  // Its client left while the session was looked up: nothing would give back what is taken here.
  if (socket.readyState !== WebSocket.OPEN) return;
  const { authenticator, limits: bounds } = api.services;
  try {
    socket.once('close', bounds.openSocket(viewer));
  } catch (cause) {
    sendError(socket, { id: null, requestId }, cause);
    socket.close(4429, 'TOO_MANY_SOCKETS');
    return;
  }
  const endSoon = () => {
    setTimeout(() => socket.close(4401, 'SESSION_ENDED'), limits.closeGraceMs).unref();
  };
  socket.once('close', authenticator.onSessionEnd(viewer.sessionId, endSoon));
}

/** Closes sockets whose clients read more slowly than is sent to them, before what is unsent fills the memory. */
function createBacklogCheck(app: FastifyInstance, { maxUnsentBytes }: LiveLimits): () => void {
  const behind = new WeakSet<WebSocket>();
  return () => {
    for (const socket of app.websocketServer.clients) {
      if (socket.bufferedAmount <= maxUnsentBytes) behind.delete(socket);
      else if (!behind.has(socket)) behind.add(socket);
      else if (socket.readyState === WebSocket.OPEN) {
        app.log.info({ unsentBytes: socket.bufferedAmount }, 'A WebSocket is read too slowly; closing it');
        socket.close(1013, 'SLOW_CONSUMER');
      } else socket.terminate();
    }
  };
}

/** tRPC's clients open another connection on this message, and resume their subscriptions there. */
function askToReconnect(socket: WebSocket): void {
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ id: null, method: 'reconnect' }));
  socket.close(1012, 'SERVER_STOPPING');
}

interface HeldSocket {
  api: Api;
  limits: LiveLimits;
  viewer: Viewer;
  requestId: string;
}

interface SocketOptions {
  app: FastifyInstance;
  api: Api;
  limits: LiveLimits;
  request: FastifyRequest;
}
