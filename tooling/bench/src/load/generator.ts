import { randomUUID } from 'node:crypto';
import autocannon from 'autocannon';
import type { LoadResult, LoadSpec } from './run-load.ts';

/** The process that makes the load: takes one LoadSpec after another, and answers each with a LoadResult. */
process.on('message', async (spec: LoadSpec) => process.send?.(await run(spec)));
process.once('disconnect', () => process.exit());

async function run({ url, scripts, seconds, hasKeys }: LoadSpec): Promise<LoadResult> {
  let next = 0;
  const before = process.cpuUsage();
  const result = await autocannon({
    url,
    connections: scripts.length,
    duration: seconds,
    sampleInt: 100,
    timeout: 10,
    maxOverallRequests: 2_000_000,
    setupClient(client) {
      const script = scripts[next++ % scripts.length] ?? [];
      client.setRequests(script.map((request) => (hasKeys ? { ...request, setupRequest: addKey } : request)));
    },
  });
  const { user, system } = process.cpuUsage(before);
  return {
    requests: result['2xx'],
    seconds: result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    refused: result.non2xx,
    statuses: Object.keys(result.statusCodeStats ?? {}).filter((status) => !status.startsWith('2')),
    errors: result.errors,
    generatorLoad: (user + system) / 1e6 / result.duration,
  };
}

function addKey(request: autocannon.Request): autocannon.Request {
  return { ...request, headers: { ...request.headers, 'idempotency-key': randomUUID() } };
}
