import type { Figure } from '../bench.ts';
import type { Spread } from '../sample.ts';
import type { Ratio, Report, Run } from './report.ts';

/** A heading, and rows as wide as it is; the first column holds words, the others figures. */
export interface Table {
  head: string[];
  rows: string[][];
}

/** What a report says in figures, of whichever of these it has. */
export function toTables({ contenders, ratios, figures }: Report): Table[] {
  const tables = [
    {
      head: [
        '',
        '/s (min–max)',
        'p50 ms',
        'p99 ms',
        'its CPU µs each',
        'Postgres’ CPU µs each',
        'load’s CPU %',
      ],
      rows: contenders.map(({ name, perSecond, p50Ms, p99Ms, cpuMicros, postgresMicros, generatorLoad }) => [
        name,
        showSpread(perSecond, show),
        show(p50Ms),
        show(p99Ms),
        show(cpuMicros),
        show(postgresMicros),
        show(generatorLoad && generatorLoad * 100),
      ]),
    },
    {
      head: ['ratio', 'median (min–max)', 'now', 'goal', ''],
      rows: ratios.map((ratio) => [
        nameRatio(ratio),
        showSpread(ratio.ratio, (value) => value.toFixed(2)),
        ratio.now === undefined ? '' : `≥ ${ratio.now}`,
        `≥ ${ratio.goal}`,
        judgeRatio(ratio),
      ]),
    },
    {
      head: ['figure', 'median', 'goal', ''],
      rows: figures.map((figure) => [
        `${figure.id}  ${figure.name}`,
        showFigure(figure),
        figure.atMost === undefined ? '' : `≤ ${figure.atMost} ${figure.unit}`,
        judgeFigure(figure),
      ]),
    },
  ];
  return tables.filter(({ rows }) => rows.length > 0);
}

/** Machine, versions and data, a line each. */
export function describeSetting({ machine, size }: Pick<Run, 'machine' | 'size'>): string[] {
  const { cpu, cores, memoryGb, node, postgres, fsync, placement, fdatasyncMs, isInMemory, commit } = machine;
  const disk = isInMemory ? 'the folder is in memory, where fsync costs nothing: set --data-dir' : 'a disk';
  const counts = Object.entries(size).map(
    ([name, count]) => `${count.toLocaleString('en')} ${name.replace('timelineE', 'timeline e')}`,
  );
  return [
    `${cpu}, ${cores} cores, ${memoryGb} GB; Node ${node}; PostgreSQL ${postgres} (embedded), fsync ${fsync}`,
    `8 kB to the database's folder and fdatasync: ${fdatasyncMs.toFixed(2)} ms (${disk})`,
    placement,
    `Data: ${counts.join(', ')}`,
    ...(commit === undefined ? [] : [`Commit: ${commit}`]),
  ];
}

export function judgeRatio({ ratio, now, goal }: Ratio): string {
  if (ratio.median >= goal) return 'goal reached';
  return now !== undefined && ratio.median >= now ? 'enough for now, goal not reached' : 'NOT reached';
}

export function judgeFigure({ value, atMost }: Figure): string {
  if (atMost === undefined) return '';
  return value <= atMost ? 'goal reached' : 'NOT reached';
}

export function nameRatio({ id, of, over }: Ratio): string {
  return `${id}  ${of} / ${over}`;
}

export function showFigure({ value, unit }: Figure): string {
  return `${show(value)} ${unit}`;
}

export function show(value: number | undefined): string {
  if (value === undefined) return '';
  if (value < 1) return value.toFixed(2);
  return value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en');
}

function showSpread({ median, min, max }: Spread, toText: (value: number) => string): string {
  return `${toText(median)} (${toText(min)}–${toText(max)})`;
}
