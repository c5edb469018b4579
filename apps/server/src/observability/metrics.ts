import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { version } from '../startup/version.ts';

/** What is counted as it happens. Every label takes few values: names of the program's own, never what a caller sent. */
export interface Metrics {
  registry: Registry;
  requests: Histogram<'method' | 'route' | 'status'>;
  requestsInFlight: Gauge;
  operations: Histogram<'operation' | 'transport' | 'outcome'>;
  operationErrors: Counter<'operation' | 'code'>;
  streams: Gauge<'operation' | 'transport'>;
  jobs: Histogram<'job' | 'outcome'>;
}

/** Few, because each is a series for every operation, transport and outcome. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  new Gauge({
    name: 'dunlin_build_info',
    help: 'Always 1; what runs stands in the labels.',
    labelNames: ['version', 'node'],
    registers,
  }).set({ version, node: process.version }, 1);
  return {
    registry,
    requests: new Histogram({
      name: 'dunlin_http_request_duration_seconds',
      help: 'HTTP requests from their headers to the end of the answer, by route; streams left out.',
      labelNames: ['method', 'route', 'status'],
      buckets,
      registers,
    }),
    requestsInFlight: new Gauge({
      name: 'dunlin_http_requests_in_flight',
      help: 'HTTP requests under way, streams among them.',
      registers,
    }),
    operations: new Histogram({
      name: 'dunlin_operation_duration_seconds',
      help: 'Calls of procedures: ok, refused (the caller is told why) or failed (the fault is ours). A stream counts until it has started.',
      labelNames: ['operation', 'transport', 'outcome'],
      buckets,
      registers,
    }),
    operationErrors: new Counter({
      name: 'dunlin_operation_errors_total',
      help: 'Calls of procedures that answered an error, by its code.',
      labelNames: ['operation', 'code'],
      registers,
    }),
    streams: new Gauge({
      name: 'dunlin_streams_open',
      help: 'Live streams that are open.',
      labelNames: ['operation', 'transport'],
      registers,
    }),
    jobs: new Histogram({
      name: 'dunlin_job_duration_seconds',
      help: 'Attempts at jobs.',
      labelNames: ['job', 'outcome'],
      buckets: [...buckets, 30, 60, 300],
      registers,
    }),
  };
}

/** Sums of others beside them, whose names say that they are counters. */
const misnamed = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

let ofProcess: Registry | undefined;

/** Memory, CPU, event loop lag and garbage collection: of the process, however many servers run in it. */
export function processMetrics(): Registry {
  if (!ofProcess) {
    ofProcess = new Registry();
    collectDefaultMetrics({ register: ofProcess });
    for (const name of misnamed) ofProcess.removeSingleMetric(name);
  }
  return ofProcess;
}
