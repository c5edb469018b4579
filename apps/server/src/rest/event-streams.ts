import { Readable } from 'node:stream';
import { type Api, AppError, appRouter, describeError, type ErrorCode } from '@dunlin/api';
import { callTRPCProcedure, isTrackedEnvelope } from '@trpc/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { OpenStreams } from '../http/open-streams.ts';
import { toProblem } from '../http/problem.ts';
import { toRequestInfo } from '../http/request-info.ts';
import { logFailure } from '../observability/log-failure.ts';
import { toUrl } from './operations.ts';

const pingMs = 15_000;
const reconnectMs = 1_000;

export interface EventStream {
  path: string;
  /** The subscription it carries. */
  procedure: string;
  /** What its events bring. */
  item: 'tweet' | 'notification';
  summary: string;
  /** What can end it before its first event, beside what can end any request. */
  errors: ErrorCode[];
}

/** Subscriptions as server-sent events for clients without tRPC. */
export const eventStreams: EventStream[] = [
  {
    path: '/api/stream/home',
    procedure: 'timelines.onHome',
    item: 'tweet',
    summary: 'Follow your home timeline as it grows',
    errors: ['INVALID_EVENT_ID'],
  },
  {
    path: '/api/stream/tweets/{id}/thread',
    procedure: 'tweets.onThread',
    item: 'tweet',
    summary: 'Follow a conversation as it grows',
    errors: ['INVALID_EVENT_ID', 'TWEET_NOT_FOUND'],
  },
  {
    path: '/api/stream/notifications',
    procedure: 'notifications.onNew',
    item: 'notification',
    summary: 'Be told of notifications as they come',
    errors: ['INVALID_EVENT_ID'],
  },
];

export function mountEventStreams(
  app: FastifyInstance,
  { api, openStreams }: { api: Api; openStreams: OpenStreams },
): void {
  for (const { path, procedure } of eventStreams) {
    app.get<StreamRoute>(toUrl(path), { exposeHeadRoute: false }, async (request, reply) => {
      const ended = new AbortController();
      reply.raw.once('close', () => ended.abort());
      // `as`: every subscription of the router is an async generator.
      const events = (await callTRPCProcedure({
        router: appRouter,
        path: procedure,
        type: 'subscription',
        ctx: api.createContext(toRequestInfo(request)),
        getRawInput: async () => toInput(request),
        signal: ended.signal,
        batchIndex: 0,
      })) as AsyncIterable<unknown>;
      const iterator = events[Symbol.asyncIterator]();
      // A client may leave while nobody reads: what the stream listens to is let go of all the same.
      ended.signal.addEventListener('abort', () => void iterator.return?.().catch(() => {}), { once: true });
      // A stream that cannot start fails here, and is answered with a status.
      const first = await iterator.next();
      if (ended.signal.aborted) throw new AppError('REQUEST_ABORTED');
      openStreams.add(reply.raw);
      keepAlive(reply);
      return reply
        .headers({ 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' })
        .send(Readable.from(toFrames({ first, iterator, request })));
    });
  }
}

function toInput({ params, query, headers }: FastifyRequest<StreamRoute>): Record<string, unknown> {
  const lastEventId = headers['last-event-id'] ?? query.lastEventId;
  return { ...(lastEventId !== undefined && { lastEventId }), ...params };
}

async function* toFrames({
  first,
  iterator,
  request,
}: {
  first: IteratorResult<unknown>;
  iterator: AsyncIterator<unknown>;
  request: FastifyRequest<StreamRoute>;
}) {
  yield `retry: ${reconnectMs}\n\n`;
  try {
    for (let event = first; !event.done; event = await iterator.next()) yield toFrame(event.value);
  } catch (error) {
    const description = describeError(error);
    if (description.code === 'REQUEST_ABORTED') return;
    logFailure(request, error, request.routeOptions.url);
    yield `event: problem\ndata: ${JSON.stringify(toProblem(description, request.id))}\n\n`;
  }
}

function toFrame(event: unknown): string {
  if (!isTrackedEnvelope(event)) throw new TypeError('every event of a subscription is tracked');
  const [id, data] = event;
  return `id: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Comments, so that neither side nor a proxy between them takes a quiet stream for a dead one. */
function keepAlive({ raw }: FastifyReply): void {
  const timer = setInterval(() => {
    if (!raw.writableNeedDrain) raw.write(': ping\n\n');
  }, pingMs);
  raw.once('close', () => clearInterval(timer));
}

interface StreamRoute {
  Params: { id?: string };
  Querystring: { lastEventId?: string };
}
