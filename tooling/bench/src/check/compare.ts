import type { Run } from '../report/report.ts';

/**
 * Ratios of a run of `--quick`, by bench and by what is held against what: of the processor time that one request took, since rates
 * are those of the machine's other work as well.
 */
export type Baseline = Record<string, Record<string, number>>;

/** What a ratio may lose before the check fails. */
export const allowedFall = 0.25;

export interface Comparison {
  bench: string;
  name: string;
  /** Undefined where the baseline has none. */
  before: number | undefined;
  now: number;
  isFallen: boolean;
}

/** The ratios of a run that the baseline may hold. */
export function toBaseline({ benches }: Run): Baseline {
  const entries = Object.entries(benches).map(([bench, { ratios }]) => {
    const own = ratios.flatMap((ratio) =>
      ratio.notCompared === undefined && ratio.work ? [[nameOf(ratio), round(ratio.work)] as const] : [],
    );
    return [bench, Object.fromEntries(own)] as const;
  });
  return Object.fromEntries(entries.filter(([, ratios]) => Object.keys(ratios).length > 0));
}

export function compare(run: Run, baseline: Baseline): Comparison[] {
  return Object.entries(toBaseline(run)).flatMap(([bench, ratios]) =>
    Object.entries(ratios).map(([name, now]) => {
      const before = baseline[bench]?.[name];
      return { bench, name, before, now, isFallen: before !== undefined && now < before * (1 - allowedFall) };
    }),
  );
}

/** The other ratios, each with its reason. */
export function listNotCompared({ benches }: Run): string[] {
  return Object.values(benches).flatMap(({ ratios }) =>
    ratios.flatMap(({ notCompared, work, ...ratio }) => {
      const reason = notCompared ?? (work ? undefined : 'the processor time of Postgres is not known here');
      return reason === undefined ? [] : `${nameOf(ratio)}: ${reason}`;
    }),
  );
}

function nameOf({ of, over }: { of: string; over: string }): string {
  return `${of} / ${over}`;
}

function round(ratio: number): number {
  return Number(ratio.toPrecision(3));
}
