import { randomUUID } from 'node:crypto';
import autocannon from 'autocannon';
import { runAtRate } from './run-at-rate.ts';
import type { LoadResult, LoadSpec } from './run-load.ts';

/** The process that makes the load: takes one LoadSpec after another, and answers each with a LoadResult. */
process.on('message', async (spec: LoadSpec) => {
  const { rate } = spec;
  process.send?.(await (rate === undefined ? run(spec) : runAtRate(spec, rate)));
});
process.once('disconnect', () => process.exit());

async function run({ url, scripts, seconds, requests, hasKeys }: LoadSpec): Promise<LoadResult> {
  let next = 0;
  const before = process.cpuUsage();
  const startedAt = performance.now();
  let lastAt = startedAt;
  const result = await autocannon({
    url,
    connections: scripts.length,
    ...(requests === undefined ? { duration: seconds } : { amount: requests }),
    sampleInt: 100,
    timeout: 10,
    maxOverallRequests: 2_000_000,
    setupClient(client) {
      client.on('response', () => {
        lastAt = performance.now();
      });
      const script = scripts[next++ % scripts.length] ?? [];
      client.setRequests(script.map((request) => (hasKeys ? { ...request, setupRequest: addKey } : request)));
    },
  });
  // It goes on until the next of its samples, which is long after a few hundred requests.
  const tookSeconds = requests === undefined ? result.duration : (lastAt - startedAt) / 1000;
  const { user, system } = process.cpuUsage(before);
  return {
    requests: result['2xx'],
    seconds: tookSeconds,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    p999Ms: result.latency.p99_9,
    refused: result.non2xx,
    statuses: Object.keys(result.statusCodeStats ?? {}).filter((status) => !status.startsWith('2')),
    errors: result.errors,
    generatorLoad: (user + system) / 1e6 / tookSeconds,
  };
}

function addKey(request: autocannon.Request): autocannon.Request {
  return { ...request, headers: { ...request.headers, 'idempotency-key': randomUUID() } };
}
