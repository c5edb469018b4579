import type { Figure } from '../bench.ts';
import type { Sample } from '../sample.ts';
import { spreadOf } from '../sample.ts';
import type { LoadGenerator, LoadSpec } from './run-load.ts';

const minSeconds = 5;

export const openLoopNote =
  'Times at a fixed rate, half of what closed connections reached, are counted from when a request was due, whether or not those before it were answered.';

/** How long answers take at half the rate that a contender reached when each connection waited for its answer. */
export async function measureAtHalfRate(
  load: LoadGenerator,
  options: { id: string; name: string; rounds: readonly Sample[]; spec: LoadSpec; target: { pid: number } },
): Promise<Figure[]> {
  const { id, name, rounds, spec, target } = options;
  const rate = Math.max(1, Math.round(spreadOf(rounds.map(({ perSecond }) => perSecond)).median / 2));
  const seconds = Math.max(minSeconds, spec.seconds * rounds.length);
  const { p50Ms, p99Ms, p999Ms } = await load.run({ ...spec, seconds, rate }, target);
  const what = `${name}, ${rate.toLocaleString('en')}/s sent`;
  return Object.entries({ p50: p50Ms, p99: p99Ms, 'p99.9': p999Ms }).flatMap(([percentile, value]) =>
    value === undefined ? [] : { id, name: `${what}, ${percentile}`, value, unit: 'ms' },
  );
}
