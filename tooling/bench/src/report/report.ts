import type { BenchResult, Figure, Goal } from '../bench.ts';
import type { Machine } from '../machine.ts';
import { type Sample, type Spread, spreadOf } from '../sample.ts';

/** One run of several benches. */
export interface Run {
  at: Date;
  machine: Machine;
  size: object;
  rounds: number;
  seconds: number;
  benches: Record<string, Report>;
}

export interface Report {
  title: string;
  contenders: ContenderReport[];
  ratios: Ratio[];
  figures: Figure[];
  notes: string[];
}

export interface ContenderReport extends Summary {
  name: string;
  rounds: Sample[];
}

export interface Ratio extends Goal {
  ratio: Spread;
  /**
   * The same of the processor time that one request took, of the contender and of Postgres, in the round in which it was least: what
   * else the machine does only adds. Undefined where it is not known.
   */
  work: number | undefined;
}

export function toReport(title: string, { samples, goals, figures = [], notes }: BenchResult): Report {
  return {
    title,
    contenders: [...samples].map(([name, rounds]) => ({ name, rounds, ...summarize(rounds) })),
    ratios: goals.map((goal) => ({
      ...goal,
      ratio: ratioOf(samples, goal),
      work: workRatioOf(samples, goal),
    })),
    figures,
    notes,
  };
}

function summarize(rounds: readonly Sample[]): Summary {
  const median = (key: keyof Sample) => {
    const values = rounds.flatMap((sample) => sample[key] ?? []);
    return values.length === 0 ? undefined : spreadOf(values).median;
  };
  return {
    perSecond: spreadOf(rounds.map(({ perSecond }) => perSecond)),
    p50Ms: median('p50Ms'),
    p99Ms: median('p99Ms'),
    cpuMicros: median('cpuMicros'),
    postgresMicros: median('postgresMicros'),
    generatorLoad: median('generatorLoad'),
  };
}

/** Within each round, which the two had to themselves one after the other. */
function ratioOf(samples: ReadonlyMap<string, Sample[]>, { of, over }: Goal): Spread {
  const rates = (name: string) => (samples.get(name) ?? []).map(({ perSecond }) => perSecond);
  const base = rates(over);
  return spreadOf(rates(of).map((rate, round) => rate / (base[round] ?? Number.NaN)));
}

function workRatioOf(samples: ReadonlyMap<string, Sample[]>, { of, over }: Goal): number | undefined {
  const leastWork = (name: string) =>
    Math.min(
      ...(samples.get(name) ?? []).map(
        ({ cpuMicros = 0, postgresMicros = Number.NaN }) => cpuMicros + postgresMicros,
      ),
    );
  const ratio = leastWork(over) / leastWork(of);
  return Number.isFinite(ratio) ? ratio : undefined;
}

interface Summary {
  perSecond: Spread;
  p50Ms: number | undefined;
  p99Ms: number | undefined;
  cpuMicros: number | undefined;
  postgresMicros: number | undefined;
  generatorLoad: number | undefined;
}
