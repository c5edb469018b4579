import type { Report } from './report.ts';
import { judgeFigure, judgeRatio, nameRatio, show, showFigure } from './tables.ts';

/** What one goal is about: bars of one unit belong together and share a scale. */
export interface Chart {
  id: string;
  title: string;
  groups: Group[];
  /** Said below the bars. */
  lines: string[];
}

/** The charts of a run, one for each goal that has contenders or figures. */
export function toCharts(reports: readonly Report[]): Chart[] {
  const ids = new Set(reports.flatMap(({ ratios, figures }) => [...ratios, ...figures].map(({ id }) => id)));
  return [...ids].map((id) => {
    const parts = reports.map((report) => toPart(id, report)).filter(({ groups }) => groups.length > 0);
    return {
      id,
      title: parts.map(({ title }) => title).join(' · '),
      groups: parts.flatMap(({ groups }) => groups),
      lines: parts.flatMap(({ lines }) => lines),
    };
  });
}

function toPart(id: string, { title, contenders, ratios, figures }: Report): Omit<Chart, 'id'> {
  const ownRatios = ratios.filter((ratio) => ratio.id === id);
  const names = new Set(ownRatios.flatMap(({ of, over }) => [of, over]));
  const rates = contenders
    .filter(({ name }) => names.has(name))
    .map(({ name, perSecond: { median } }) => ({
      name,
      value: median,
      text: `${show(median)}/s`,
      isBase: !ownRatios.some(({ of }) => of === name),
    }));
  const ownFigures = figures.filter((figure) => figure.id === id);
  const units = new Set(ownFigures.map(({ unit }) => unit));
  const groups = [
    rates,
    ...[...units].map((unit) =>
      ownFigures
        .filter((figure) => figure.unit === unit)
        .map((figure) => ({
          name: figure.name,
          value: figure.value,
          text: showFigure(figure),
          isBase: false,
          ...(figure.atMost !== undefined && { goal: figure.atMost }),
        })),
    ),
  ].filter((bars) => bars.length > 0);
  const lines = [
    ...ownRatios.map(
      (ratio) =>
        `${nameRatio(ratio)}: ${ratio.ratio.median.toFixed(2)}, goal ≥ ${ratio.goal}: ${judgeRatio(ratio)}`,
    ),
    ...ownFigures.flatMap((figure) =>
      figure.atMost === undefined
        ? []
        : `${id}  ${figure.name}: goal ≤ ${figure.atMost} ${figure.unit}: ${judgeFigure(figure)}`,
    ),
  ];
  return { title, groups, lines };
}

type Group = Bar[];

export interface Bar {
  name: string;
  value: number;
  text: string;
  /** Whether the others are held against it. */
  isBase: boolean;
  /** Marked on the bar. */
  goal?: number;
}
