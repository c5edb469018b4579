import type { FastifyBaseLogger } from 'fastify';
import type { Config } from '../startup/config.ts';
import { createErrorReports, type ErrorReports, type ErrorReportsOptions } from './error-reports.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { createObserver, type ServerObserver } from './observer.ts';
import { noTracing, type Tracing } from './tracing.ts';
import type { TracingConfig } from './tracing-config.ts';

/** What watches a server and outlives it: errors at its end are reported too. */
export interface Observability extends AsyncDisposable {
  metrics: Metrics;
  tracing: Tracing;
  reports: ErrorReports;
  observer: ServerObserver;
}

export interface ObservabilityOptions
  extends Pick<ErrorReportsOptions, 'windowMs' | 'maxLines' | 'delivery'> {
  logger: FastifyBaseLogger;
}

export async function createObservability(
  config: Pick<Config, 'tracing' | 'errorWebhook'>,
  options: ObservabilityOptions,
): Promise<Observability> {
  await using stack = new AsyncDisposableStack();
  const { logger } = options;
  const reports = stack.use(createErrorReports({ ...options, webhook: config.errorWebhook }));
  const onError = (error: unknown) =>
    reports.add({
      error,
      origin: 'background',
      place: 'tracing',
      isWarning: true,
      write: (fingerprint) => logger.warn({ err: error, fingerprint }, 'Spans could not be sent'),
    });
  const tracing = stack.use(await openTracing(config.tracing, onError));
  const metrics = createMetrics();
  const observer = createObserver({ metrics, tracing });
  const owned = stack.move();
  return { metrics, tracing, reports, observer, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** The SDK is loaded only when somebody collects spans. */
async function openTracing(
  config: TracingConfig | undefined,
  onError: (error: unknown) => void,
): Promise<Tracing> {
  if (!config) return noTracing;
  const { createOtlpTracing } = await import('./otlp-tracing.ts');
  return createOtlpTracing(config, onError);
}
