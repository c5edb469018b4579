import type { BenchResult, Goal } from './bench.ts';
import { type Sample, type Spread, spreadOf } from './sample.ts';

export interface Report {
  contenders: ({ name: string; rounds: Sample[] } & Summary)[];
  ratios: (Goal & { ratio: Spread })[];
  notes: string[];
}

export function toReport({ samples, goals, notes }: BenchResult): Report {
  return {
    contenders: [...samples].map(([name, rounds]) => ({ name, rounds, ...summarize(rounds) })),
    ratios: goals.map((goal) => ({ ...goal, ratio: ratioOf(samples, goal) })),
    notes,
  };
}

export function printReport({ contenders, ratios, notes }: Report): void {
  printTable(
    ['', '/s (min–max)', 'p50 ms', 'p99 ms', 'its CPU µs each', 'load’s CPU %'],
    contenders.map(({ name, perSecond, p50Ms, p99Ms, cpuMicros, generatorLoad }) => [
      name,
      `${show(perSecond.median)} (${show(perSecond.min)}–${show(perSecond.max)})`,
      show(p50Ms),
      show(p99Ms),
      show(cpuMicros),
      show(generatorLoad && generatorLoad * 100),
    ]),
  );
  console.log();
  printTable(
    ['ratio', 'median (min–max)', 'now', 'goal', ''],
    ratios.map(({ id, of, over, now, goal, ratio }) => [
      `${id}  ${of} / ${over}`,
      `${ratio.median.toFixed(2)} (${ratio.min.toFixed(2)}–${ratio.max.toFixed(2)})`,
      now === undefined ? '' : `≥ ${now}`,
      `≥ ${goal}`,
      judge(ratio.median, { now, goal }),
    ]),
  );
  console.log(`\n${notes.map((note) => `- ${note}`).join('\n')}`);
}

function judge(ratio: number, { now, goal }: { now: number | undefined; goal: number }): string {
  if (ratio >= goal) return 'goal reached';
  return now !== undefined && ratio >= now ? 'enough for now, goal not reached' : 'NOT reached';
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
    generatorLoad: median('generatorLoad'),
  };
}

/** Within each round, which the two had to themselves one after the other. */
function ratioOf(samples: ReadonlyMap<string, Sample[]>, { of, over }: Goal): Spread {
  const rates = (name: string) => (samples.get(name) ?? []).map(({ perSecond }) => perSecond);
  const base = rates(over);
  return spreadOf(rates(of).map((rate, round) => rate / (base[round] ?? Number.NaN)));
}

function show(value: number | undefined): string {
  if (value === undefined) return '';
  return value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en');
}

function printTable(head: string[], rows: string[][]): void {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  for (const row of [head, ...rows]) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    console.log(`  ${cells.join('   ')}`.trimEnd());
  }
}

interface Summary {
  perSecond: Spread;
  p50Ms: number | undefined;
  p99Ms: number | undefined;
  cpuMicros: number | undefined;
  generatorLoad: number | undefined;
}
