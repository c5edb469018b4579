import type { TraceContext } from '@dunlin/api';
import { createTraceContext } from './trace-context.ts';

/** Makes the spans of traces, or only their ids when nobody collects them. */
export interface Tracing extends AsyncDisposable {
  /** Whether anybody collects spans. */
  isOn: boolean;
  start(name: string, options?: SpanOptions): Span;
}

/** A stretch of work in a trace. */
export interface Span {
  readonly context: TraceContext;
  end(outcome?: SpanOutcome): void;
}

export interface SpanOptions {
  kind?: 'server' | 'client' | 'consumer' | 'internal';
  /** Without one, the span begins a trace. */
  parent?: TraceContext | undefined;
  /** Whether the parent is a stranger's, whose trace this joins without its saying whether that is kept. */
  isParentForeign?: boolean;
  /** Others that led to this one. */
  links?: TraceContext[];
  attributes?: SpanAttributes;
  /** How long ago it began. */
  elapsedMs?: number;
}

export interface SpanOutcome {
  /** A better name than it began with. */
  name?: string;
  attributes?: SpanAttributes;
  /** What failed on our side: a code, no message. */
  failure?: string | undefined;
}

type SpanAttributes = Record<string, string | number | undefined>;

const end = () => {};

/** Ids for the log, and no spans. */
export const noTracing: Tracing = {
  isOn: false,
  start: (_name, { parent } = {}) => ({ context: parent ?? createTraceContext(), end }),
  async [Symbol.asyncDispose]() {},
};
