import { z } from 'zod';

const samplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

const url = z.url({ protocol: /^https?$/, error: 'must be an http or https address' });

/**
 * The standard variables that decide whether and what is traced. The SDK reads the others itself: OTEL_SERVICE_NAME,
 * OTEL_RESOURCE_ATTRIBUTES, and the headers, timeout, compression and certificates of OTEL_EXPORTER_OTLP_*.
 */
export const tracingVariables = {
  OTEL_EXPORTER_OTLP_ENDPOINT: url.optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: url.optional(),
  OTEL_EXPORTER_OTLP_PROTOCOL: z
    .enum(['http/json', 'http/protobuf'], 'must be http/json: traces are sent as JSON over HTTP')
    .optional(),
  OTEL_SDK_DISABLED: z.string().optional(),
  OTEL_TRACES_EXPORTER: z.enum(['otlp', 'none'], 'must be otlp or none').default('otlp'),
  OTEL_TRACES_SAMPLER: z
    .enum(samplers, `must be one of ${samplers.join(', ')}`)
    .default('parentbased_always_on'),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number('must be a number from 0 to 1').min(0).max(1).default(1),
};

/** How requests and jobs are traced. */
export interface TracingConfig {
  /** Where spans are posted as OTLP JSON. */
  url: string;
  sampler: (typeof samplers)[number];
  /** The share of traces that a sampler by ratio keeps. */
  ratio: number;
}

/** @returns undefined when nothing is to be traced. */
export function toTracingConfig(
  variables: z.output<z.ZodObject<typeof tracingVariables>>,
): TracingConfig | undefined {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: base, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: exact } = variables;
  const isOff = variables.OTEL_SDK_DISABLED?.toLowerCase() === 'true';
  if (isOff || variables.OTEL_TRACES_EXPORTER === 'none') return;
  const endpoint = exact ?? (base && `${base.replace(/\/+$/, '')}/v1/traces`);
  if (endpoint === undefined) return;
  return {
    url: endpoint,
    sampler: variables.OTEL_TRACES_SAMPLER,
    ratio: variables.OTEL_TRACES_SAMPLER_ARG,
  };
}
