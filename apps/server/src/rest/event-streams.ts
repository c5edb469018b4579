import { Readable } from 'node:stream';
import {
  type Api,
  AppError,
  appRouter,
  describeError,
  type ErrorCode,
  encodeJson,
  listProcedures,
  type PublicMeta,
} from '@dunlin/api';
import { callTRPCProcedure, isTrackedEnvelope } from '@trpc/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { OpenStreams } from '../http/open-streams.ts';
import { toProblem } from '../http/problem.ts';
import { toRequestInfo } from '../http/request-info.ts';
import { logFailure } from '../observability/log-failure.ts';
import { toUrl } from './operations.ts';
import { createUrlValues, type UrlValues } from './url-values.ts';

/** Some clients give up after 5 seconds of silence. */
export const defaultPingMs = 4_000;
const reconnectMs = 1_000;
/** Where it would be in vain: some clients come back however often they are answered 401. */
const reconnectInVainMs = 3_600_000;

/** A subscription as REST offers it. */
export interface EventStream extends NonNullable<PublicMeta['stream']> {
  /** The subscription's name, such as `timelines.onHome`. */
  name: string;
  input: z.ZodType | undefined;
  /** What can end it, beside what can end any request. */
  errors: readonly ErrorCode[];
}

/** Subscriptions as server-sent events for clients without tRPC. */
export const eventStreams: EventStream[] = listProcedures(appRouter).flatMap(
  ({ path: name, meta, input, errors }) =>
    meta.stream ? [{ ...meta.stream, name, input, errors: errors.own }] : [],
);

export function mountEventStreams(
  app: FastifyInstance,
  { api, openStreams, pingMs }: { api: Api; openStreams: OpenStreams; pingMs: number },
): void {
  for (const { path, name, input } of eventStreams) {
    const toValues = createUrlValues(input);
    app.get<StreamRoute>(toUrl(path), { exposeHeadRoute: false }, async (request, reply) => {
      const ended = new AbortController();
      reply.raw.once('close', () => ended.abort());
      // `as`: every subscription of the router is an async generator.
      const events = (await callTRPCProcedure({
        router: appRouter,
        path: name,
        type: 'subscription',
        ctx: api.createContext(toRequestInfo(request)),
        getRawInput: async () => toInput(request, toValues),
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
      keepAlive(reply, pingMs);
      return reply
        .headers({ 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' })
        .send(Readable.from(toFrames({ first, iterator, request })));
    });
  }
}

function toInput(
  { params, query, headers }: FastifyRequest<StreamRoute>,
  toValues: UrlValues,
): Record<string, unknown> {
  // Some clients send an empty one before their first event.
  const lastEventId = headers['last-event-id'] || query.lastEventId;
  return { ...toValues(query), lastEventId: lastEventId || undefined, ...params };
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
  // Alone, it would be a block, which some clients take for an event.
  yield `retry: ${reconnectMs}\n`;
  try {
    for (let event = first; !event.done; event = await iterator.next()) yield toFrame(event.value);
  } catch (error) {
    const description = describeError(error);
    if (description.code === 'REQUEST_ABORTED') return;
    logFailure(request, error, request.routeOptions.url);
    const retryMs = description.status < 500 ? reconnectInVainMs : reconnectMs;
    const problem = JSON.stringify(toProblem(description, request.id));
    yield `event: problem\nretry: ${retryMs}\ndata: ${problem}\n\n`;
  }
}

function toFrame(event: unknown): Buffer {
  if (!isTrackedEnvelope(event)) throw new TypeError('every event of a subscription is tracked');
  const [id, data] = event;
  // The id last: some clients resume after an event that broke off behind its id.
  return Buffer.concat([Buffer.from('data: '), encodeJson(data), Buffer.from(`\nid: ${id}\n\n`)]);
}

/**
 * Comments, so that neither side nor a proxy between them takes a quiet stream for a dead one. Each is a line and no block: that,
 * some clients take for an event. Frames are written whole, so none falls into one.
 */
function keepAlive({ raw }: FastifyReply, pingMs: number): void {
  const timer = setInterval(() => {
    if (!raw.writableNeedDrain) raw.write(':ping\n');
  }, pingMs);
  raw.once('close', () => clearInterval(timer));
}

interface StreamRoute {
  Params: Record<string, unknown>;
  Querystring: Record<string, unknown>;
}
