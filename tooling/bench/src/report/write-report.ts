import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Chart, toCharts } from './chart.ts';
import { drawChart } from './draw-chart.ts';
import type { Report, Run } from './report.ts';
import { describeSetting, type Table, toTables } from './tables.ts';

/** A run as `report.json`, as `report.md`, and a chart for each goal; charts of an earlier run go. */
export async function writeReport(folder: string, run: Run): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) if (name.endsWith('.svg')) await rm(join(folder, name));
  const charts = toCharts(Object.values(run.benches));
  await writeFile(join(folder, 'report.json'), toJson(run));
  await writeFile(join(folder, 'report.md'), toMarkdown(run, charts));
  for (const chart of charts) await writeFile(join(folder, fileOf(chart)), drawChart(chart));
}

export function toJson(run: Run): string {
  return `${JSON.stringify(run, null, 2)}\n`;
}

function toMarkdown(run: Run, charts: readonly Chart[]): string {
  const { at, rounds, seconds, benches } = run;
  const setting = [...describeSetting(run), `Rounds: ${rounds} of ${seconds} s for each contender, in turn`];
  return `# What \`npm run bench\` measured

${at.toISOString().slice(0, 10)}. A row's figures are medians of its rounds; a ratio is taken within each round. Absolute figures
drift by the hour and by the machine, ratios much less.

${toList(setting)}

${charts.map((chart) => `![${chart.id}: ${chart.title}](${fileOf(chart)})`).join('\n\n')}

${Object.entries(benches)
  .map(([name, report]) => toSection(name, report))
  .join('\n')}`;
}

function toSection(name: string, report: Report): string {
  const tables = toTables(report).map((table) => `${toMarkdownTable(table)}\n`);
  return [`## ${report.title} (\`${name}\`)\n`, ...tables, `${toList(report.notes)}\n`].join('\n');
}

function toMarkdownTable({ head, rows }: Table): string {
  const alignment = head.map((_title, column) => (column === 0 ? '---' : '---:'));
  return [head, alignment, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function toList(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

function fileOf({ id }: Chart): string {
  return `${id.toLowerCase()}.svg`;
}
