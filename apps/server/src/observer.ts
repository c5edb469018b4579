import { AsyncLocalStorage } from 'node:async_hooks';
import { describeError, type ObservedCall, type Observer, type TraceContext } from '@dunlin/api';
import type { RunQuery } from '@dunlin/db';
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

export function createObserver({ metrics, tracing }: { metrics: Metrics; tracing: Tracing }): ServerObserver {
  const running = new AsyncLocalStorage<TraceContext>();
  const failures = new WeakMap<object, TraceContext>();

  const observer: ServerObserver = {
    async call(call, run) {
      const { path, request } = call;
      const span = tracing.start(path, {
        parent: request.trace,
        attributes: { 'rpc.system.name': 'trpc', 'rpc.method': path, 'dunlin.request_id': request.requestId },
      });
      const startedAt = performance.now();
      const result = await running.run(span.context, run);
      const seconds = (performance.now() - startedAt) / 1000;
      const failure = result.ok ? undefined : describeError(result.error);
      const isOurs = failure !== undefined && failure.status >= 500;
      if (!result.ok) failures.set(result.error, span.context);
      span.end(failure && { attributes: { 'dunlin.code': failure.code }, failure: isOurs ? failure.code : undefined });
      // The second try of a request that was refused: the first was measured.
      if (request.isCounted) return result;
      const transport = transportOf(call);
      const outcome = isOurs ? 'failed' : failure ? 'refused' : 'ok';
      metrics.operations.observe({ operation: path, transport, outcome }, seconds);
      if (failure) metrics.operationErrors.inc({ operation: path, code: failure.code });
      // `as`: every subscription of the router is an async generator.
      else if (call.type === 'subscription' && result.ok) {
        countWhileOpen(result.data as AsyncGenerator, {
          signal: call.signal,
          add: (n) => metrics.streams.inc({ operation: path, transport }, n),
        });
      }
      return result;
    },

    async job({ name, id, attempts, traceparents }, run) {
      const causes = traceparents.slice(0, maxLinks).flatMap((text) => parseTraceparent(text) ?? []);
      // What one request caused belongs to its trace. What several caused belongs to none of theirs.
      const [parent] = causes.length === 1 ? causes : [];
      const span = tracing.start(name, {
        kind: 'consumer',
        parent,
        links: parent ? [] : causes,
        attributes: { 'messaging.system': 'bullmq', 'messaging.message.id': id, 'dunlin.job.attempt': attempts + 1 },
      });
      const startedAt = performance.now();
      let failure: string | undefined = 'failed';
      try {
        const result = await running.run(span.context, run);
        failure = undefined;
        return result;
      } catch (error) {
        failure = describeError(error).code;
        if (error instanceof Error) failures.set(error, span.context);
        throw error;
      } finally {
        span.end({ failure });
        const outcome = failure === undefined ? 'ok' : 'failed';
        metrics.jobs.observe({ job: name, outcome }, (performance.now() - startedAt) / 1000);
      }
    },

    traceparent() {
      const trace = running.getStore();
      return trace && toTraceparent(trace);
    },

    traceOf: (error) => (error instanceof Error ? failures.get(error) : undefined),

    onQuery: tracing.isOn
      ? ({ sql, durationMs, hasFailed }) => {
          const parent = running.getStore();
          if (!parent) return;
          tracing
            .start(sql.slice(0, sql.search(/\s|$/)).toUpperCase(), {
              kind: 'client',
              parent,
              elapsedMs: durationMs,
              attributes: { 'db.system.name': 'postgresql', 'db.query.text': sql },
            })
            .end({ failure: hasFailed ? 'query' : undefined });
        }
      : undefined,
  };
  return observer;
}

function transportOf({ type, request: { transport = 'trpc' } }: ObservedCall): string {
  return type === 'subscription' && transport !== 'ws' ? 'sse' : transport;
}

/** A stream is over when it ends, fails, is returned, or its client leaves before it was read. */
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
  for (const method of ['next', 'return', 'throw'] as const) {
    const original = stream[method].bind(stream);
    stream[method] = async (value?: unknown) => {
      try {
        const result = await original(value);
        if (result.done) end();
        return result;
      } catch (error) {
        end();
        throw error;
      }
    };
  }
}
