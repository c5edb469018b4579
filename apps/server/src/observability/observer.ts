import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type CallResult,
  describeError,
  type ObservedCall,
  type ObservedJob,
  type Observer,
  type TraceContext,
} from '@dunlin/api';
import type { RunQuery } from '@dunlin/db';
import { getTRPCErrorFromUnknown } from '@trpc/server';
import type { Metrics } from './metrics.ts';
import { parseTraceparent, toTraceparent } from './trace-context.ts';
import type { Tracing } from './tracing.ts';

/** Measures and traces what the API does. */
export interface ServerObserver extends Observer {
  /** Told of every statement; undefined when nobody collects spans, so that statements need not be timed. */
  onQuery: ((query: RunQuery) => void) | undefined;
  /** The trace in which an error arose, if a call or a job threw it. */
  traceOf(error: unknown): TraceContext | undefined;
}

/** A job of many events is linked to this many of their traces. */
const maxLinks = 16;

export function createObserver(parts: { metrics: Metrics; tracing: Tracing }): ServerObserver {
  const watch: Watch = { ...parts, running: new AsyncLocalStorage(), failures: new WeakMap() };
  const { tracing, running, failures } = watch;
  return {
    call: (call, run) => observeCall(watch, call, run),
    job: (job, run) => observeJob(watch, job, run),
    traceparent() {
      const trace = running.getStore();
      return trace && toTraceparent(trace);
    },
    traceOf: (error) => (error instanceof Error ? failures.get(error) : undefined),
    onQuery: tracing.isOn ? (query) => traceQuery(watch, query) : undefined,
  };
}

async function observeCall<Result extends CallResult>(
  { metrics, tracing, running, failures }: Watch,
  call: ObservedCall,
  run: () => Promise<Result>,
): Promise<Result> {
  const { path, request } = call;
  const span = tracing.start(path, {
    parent: request.trace,
    attributes: { 'rpc.system.name': 'trpc', 'rpc.method': path, 'dunlin.request_id': request.requestId },
  });
  const startedAt = performance.now();
  let error: Error | undefined;
  try {
    const result = await running.run(span.context, run);
    if (!result.ok) error = result.error;
    else if (call.type === 'subscription') countStream(metrics, call, result.data);
    return result;
  } catch (cause) {
    // As tRPC would, which then leaves it as it is.
    error = getTRPCErrorFromUnknown(cause);
    throw error;
  } finally {
    const seconds = (performance.now() - startedAt) / 1000;
    const failure = error && describeError(error);
    const isOurs = failure !== undefined && failure.status >= 500;
    if (error) failures.set(error, span.context);
    span.end({ failure: isOurs ? failure.code : undefined, attributes: { 'dunlin.code': failure?.code } });
    const outcome = isOurs ? 'failed' : failure ? 'refused' : 'ok';
    metrics.operations.observe({ operation: path, transport: transportOf(call), outcome }, seconds);
    if (failure) metrics.operationErrors.inc({ operation: path, code: failure.code });
  }
}

function countStream(metrics: Metrics, call: ObservedCall, events: unknown): void {
  const labels = { operation: call.path, transport: transportOf(call) };
  const add = (n: number) => metrics.streams.inc(labels, n);
  // `as`: every subscription of the router is an async generator.
  countWhileOpen(events as AsyncGenerator, { signal: call.signal, add });
}

async function observeJob<Result>(
  { metrics, tracing, running, failures }: Watch,
  { name, id, attempts, traceparents }: ObservedJob,
  run: () => Promise<Result>,
): Promise<Result> {
  const causes = traceparents.slice(0, maxLinks).flatMap((text) => parseTraceparent(text) ?? []);
  // What one request caused belongs to its trace. What several caused belongs to none of theirs.
  const parent = causes.length === 1 ? causes[0] : undefined;
  const span = tracing.start(name, {
    kind: 'consumer',
    parent,
    links: parent ? [] : causes,
    attributes: {
      'messaging.system': 'bullmq',
      'messaging.message.id': id,
      'dunlin.job.attempt': attempts + 1,
    },
  });
  const startedAt = performance.now();
  let failure: string | undefined;
  try {
    return await running.run(span.context, run);
  } catch (error) {
    failure = describeError(error).code;
    if (error instanceof Error) failures.set(error, span.context);
    throw error;
  } finally {
    span.end({ failure });
    const outcome = failure === undefined ? 'ok' : 'failed';
    metrics.jobs.observe({ job: name, outcome }, (performance.now() - startedAt) / 1000);
  }
}

/** What runs outside of calls and jobs, such as polling, is no part of any trace. */
function traceQuery({ tracing, running }: Watch, { sql, durationMs, hasFailed }: RunQuery): void {
  const parent = running.getStore();
  if (!parent) return;
  const [verb = 'query'] = /^\w+/.exec(sql) ?? [];
  const attributes = { 'db.system.name': 'postgresql', 'db.query.text': sql };
  tracing
    .start(verb.toUpperCase(), { kind: 'client', parent, elapsedMs: durationMs, attributes })
    .end({ failure: hasFailed ? 'query' : undefined });
}

function transportOf({ type, request: { transport = 'trpc' } }: ObservedCall): string {
  return type === 'subscription' && transport !== 'ws' ? 'sse' : transport;
}

/** A stream is over when it ends, fails or is returned, or when its client leaves before it was read. */
function countWhileOpen(
  stream: AsyncGenerator,
  { signal, add }: { signal: AbortSignal | undefined; add: (n: number) => void },
): void {
  if (signal?.aborted) return;
  add(1);
  let isOpen = true;
  const end = () => {
    if (isOpen) add(-1);
    isOpen = false;
  };
  signal?.addEventListener('abort', end, { once: true });
  for (const method of ['next', 'return'] as const) {
    const original = stream[method].bind(stream);
    stream[method] = (value?: unknown) => {
      const result = original(value);
      result.then(({ done }) => done && end(), end);
      return result;
    };
  }
}

interface Watch {
  metrics: Metrics;
  tracing: Tracing;
  /** The span that everything begun in it belongs to. */
  running: AsyncLocalStorage<TraceContext>;
  failures: WeakMap<object, TraceContext>;
}
