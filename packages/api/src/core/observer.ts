import type { ProcedureType } from '@trpc/server';
import type { AppEvent } from './events.ts';

/** Where work stands in a trace: what W3C Trace Context puts into `traceparent`. */
export interface TraceContext {
  /** 32 hexadecimal digits. */
  traceId: string;
  /** 16 hexadecimal digits. */
  spanId: string;
  /** 1 when the trace is recorded, else 0. */
  traceFlags: number;
}

/** Watches the API at work. It runs what it is given once, passes its outcome on, and throws nothing of its own. */
export interface Observer {
  /** One call of a procedure, which is over when it has answered or its stream has started. */
  call<Result extends CallResult>(call: ObservedCall, run: () => Promise<Result>): Promise<Result>;
  /** One attempt at a job. */
  job<Result>(job: ObservedJob, run: () => Promise<Result>): Promise<Result>;
  /** The `traceparent` of what runs now, which its events carry to their jobs. */
  traceparent(): string | undefined;
}

export interface ObservedCall {
  path: string;
  type: ProcedureType;
  request: ObservedRequest;
  /** Aborted when the caller of a stream leaves. */
  signal: AbortSignal | undefined;
}

/** What an observer asks of the request that a call came with. */
export interface ObservedRequest {
  requestId: string;
  transport?: 'trpc' | 'rest' | 'ws' | undefined;
  trace?: TraceContext | undefined;
}

export interface ObservedJob {
  name: string;
  id: string;
  /** Attempts before this one. */
  attempts: number;
  /** The `traceparent` of each event that came with one, without repeats. */
  traceparents: string[];
}

/** An event as it is stored: with the trace that caused it. */
export type TracedEvent = AppEvent & { traceparent?: string };

export function traceparentsOf(events: readonly TracedEvent[]): string[] {
  return [...new Set(events.flatMap(({ traceparent }) => traceparent ?? []))];
}

/** What tRPC's next() resolves to. */
export type CallResult = { ok: true; data: unknown } | { ok: false; error: Error };
