import { percentile } from '@dunlin/harness/percentile';
import type { Measurement } from './measurement.ts';
import type { World } from './open-world.ts';
import type { Options } from './options.ts';
import { visitPages } from './visit-pages.ts';

type Timed = Omit<Measurement, 'statements' | 'rows' | 'buffers' | 'scanned'>;

/** How long the answers take. */
export async function timeReads(
  world: World,
  { operations, samples }: Pick<Options, 'operations' | 'samples'>,
): Promise<Timed[]> {
  const timed: Timed[] = [];
  await visitPages(world, { explains: false, operations }, async (page, ask) => {
    const times: number[] = [];
    for (let sample = 0; sample < samples; sample += 1) times.push(await ask());
    timed.push({
      ...page,
      firstMs: times[0] ?? 0,
      p50Ms: percentile(times, 0.5),
      p95Ms: percentile(times, 0.95),
    });
  });
  return timed;
}
