/** What one round of one contender gave. */
export interface Sample {
  perSecond: number;
  p50Ms?: number;
  p99Ms?: number;
  p999Ms?: number;
  /** Processor time of the contender's process for one request; that of Postgres is not in it. */
  cpuMicros?: number;
  /** Processor time of Postgres for one request. */
  postgresMicros?: number;
  /** Processor time of the load generator per second: near 1, it is what limits the rate. */
  generatorLoad?: number;
}

export interface Contender {
  name: string;
  measure(seconds: number): Promise<Sample>;
}

export interface Spread {
  median: number;
  min: number;
  max: number;
}

/** Rounds of all contenders in turn (A B C A B C …), so that what drifts over the run drifts for all alike. */
export async function interleave(
  contenders: readonly Contender[],
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<Map<string, Sample[]>> {
  const samples = new Map<string, Sample[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const { name, measure } of contenders) {
      const sample = await measure(seconds);
      samples.get(name)?.push(sample);
      console.error(`  round ${round} of ${rounds}  ${name}: ${Math.round(sample.perSecond)}/s`);
    }
  }
  return samples;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const at = (index: number) => sorted[index] ?? Number.NaN;
  const median = Number.isInteger(middle) ? (at(middle - 1) + at(middle)) / 2 : at(Math.floor(middle));
  return { median, min: at(0), max: at(sorted.length - 1) };
}

/** Of times in ascending order. */
export function percentileOf(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
