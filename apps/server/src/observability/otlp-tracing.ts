import { type Context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { version } from '../startup/version.ts';
import { createTraceContext } from './trace-context.ts';
import type { SpanOptions, Tracing } from './tracing.ts';
import type { TracingConfig } from './tracing-config.ts';

/** Stopping waits this long for the last spans to be taken. */
const flushMs = 2_000;
const limits = { attributeValueLengthLimit: 4_000, linkCountLimit: 32 };

/** Spans posted in batches to an OTLP receiver. Nothing is registered globally. */
export function createOtlpTracing(config: TracingConfig, onError: (error: unknown) => void): Tracing {
  const exporter = reportingFailures(new OTLPTraceExporter({ url: config.url }), onError);
  const provider = new TracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': 'dunlin', 'service.version': version }))
      .merge(detectResources({ detectors: [envDetector] })),
    sampler: toSampler(config),
    spanLimits: limits,
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer('dunlin', version);
  return {
    isOn: true,
    start(name, { kind = 'internal', links = [], attributes = {}, elapsedMs, ...origin } = {}) {
      const options = {
        kind: kinds[kind],
        attributes,
        links: links.map((context) => ({ context })),
        ...(elapsedMs !== undefined && { startTime: Date.now() - elapsedMs }),
      };
      const span = tracer.startSpan(name, options, toContext(origin));
      return {
        context: span.spanContext(),
        end({ name: newName, attributes: newAttributes, failure } = {}) {
          if (newName !== undefined) span.updateName(newName);
          if (newAttributes) span.setAttributes(newAttributes);
          if (failure !== undefined)
            span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', failure);
          span.end();
        },
      };
    },
    async [Symbol.asyncDispose]() {
      const late = new Promise((resolve) => setTimeout(resolve, flushMs).unref());
      await Promise.race([provider.shutdown().catch(onError), late]);
    },
  };
}

function toContext({ parent, isParentForeign = false }: SpanOptions): Context {
  if (!parent) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: isParentForeign });
}

function toSampler({ sampler, ratio }: TracingConfig): Sampler {
  const [, isParentBased, name] = /^(parentbased_)?(.+)$/.exec(sampler) ?? [];
  const root: Sampler =
    name === 'always_off'
      ? new AlwaysOffSampler()
      : name === 'traceidratio'
        ? new TraceIdRatioBasedSampler(ratio)
        : new AlwaysOnSampler();
  const own = isParentBased ? new ParentBasedSampler({ root }) : root;
  return {
    // A stranger's flag says nothing, nor its trace id, which a sampler by ratio goes by.
    shouldSample: (context, traceId, ...span) =>
      trace.getSpanContext(context)?.isRemote
        ? root.shouldSample(ROOT_CONTEXT, createTraceContext().traceId, ...span)
        : own.shouldSample(context, traceId, ...span),
    toString: () => own.toString(),
  };
}

/** The SDK drops what it cannot send, and tells only its own diagnostic log. */
function reportingFailures(exporter: SpanExporter, onError: (error: unknown) => void): SpanExporter {
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.error) onError(result.error);
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}

const kinds = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
} as const;
