import type { LimitState, RequestInfo, TraceContext } from '@dunlin/api';
import type {} from '@fastify/websocket';
import type { Observability } from '../observability/observability.ts';

declare module 'fastify' {
  /** What the hooks of this server put on requests, and on the server. */
  interface FastifyRequest {
    /** Told of each limit that the request is counted against. */
    onLimit: ((state: LimitState) => void) | undefined;
    /** Told which engine answered a search, where there are several. */
    onSearchAnswer: RequestInfo['onSearchAnswer'];
    /** Of one that asks for a socket: to be called when it is known whose it is. */
    onKnown: (() => void) | undefined;
    /** What the request is part of; a socket is none, its calls are. */
    readonly trace: TraceContext | undefined;
  }
  interface FastifyInstance {
    observability: Observability;
  }
}
