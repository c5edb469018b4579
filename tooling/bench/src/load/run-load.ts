import { once } from 'node:events';
import { endProcess, forkAt, receive } from '../processes.ts';
import type { Sample } from '../sample.ts';
import { countWork } from '../work.ts';
import type { World } from '../world/open-world.ts';

/** Sends requests from a process of its own, on keep-alive connections of the loopback interface. */
export interface LoadGenerator extends AsyncDisposable {
  /** @throws Error when an answer was not 2xx or did not come. */
  run(spec: LoadSpec, target: { pid: number }): Promise<Sample>;
}

export interface LoadSpec {
  url: string;
  /** One for each connection: the requests that it sends over and over, one at a time. */
  scripts: LoadRequest[][];
  seconds: number;
  /** Requests per second, sent when they are due; unless given, each connection sends one when it has the answer to the last. */
  rate?: number;
  /** So many requests instead, however long that takes. */
  requests?: number;
  /** Whether each request has an Idempotency-Key of its own. */
  hasKeys?: boolean;
}

export interface LoadRequest {
  method: 'GET' | 'POST';
  path: string;
  headers: Record<string, string>;
  body?: string;
}

export interface LoadResult {
  requests: number;
  seconds: number;
  p50Ms: number;
  p99Ms: number;
  p999Ms: number;
  refused: number;
  /** Those of the answers that were not 2xx. */
  statuses: string[];
  errors: number;
  /** Processor time of the generator per second: near 1, it is what limits the rate. */
  generatorLoad: number;
}

/** Each run is of so many requests, if that is given, unless it says how many itself. */
export async function startLoadGenerator(
  world: Pick<World, 'readPostgresCpu'>,
  { requests }: { requests: number | undefined },
): Promise<LoadGenerator> {
  const child = forkAt('load', new URL('./generator.ts', import.meta.url));
  await once(child, 'spawn');
  return {
    async run(spec, target) {
      if (new URL(spec.url).hostname !== '127.0.0.1') throw new Error('load stays on this machine');
      const workOf = countWork(world, target.pid);
      child.send({ ...(requests !== undefined && { requests }), ...spec });
      const result = await receive<LoadResult>(child);
      const work = workOf(result.requests);
      if (result.refused > 0 || result.errors > 0 || result.requests === 0)
        throw new Error(
          `${spec.url}: ${result.refused} answers were not 2xx (${result.statuses}), ${result.errors} did not come; ${result.requests} did`,
        );
      return {
        perSecond: result.requests / result.seconds,
        p50Ms: result.p50Ms,
        p99Ms: result.p99Ms,
        p999Ms: result.p999Ms,
        generatorLoad: result.generatorLoad,
        ...work,
      };
    },
    [Symbol.asyncDispose]: () => endProcess(child),
  };
}
