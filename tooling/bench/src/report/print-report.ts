import type { Report } from './report.ts';
import { type Table, toTables } from './tables.ts';

export function printReport(name: string, report: Report): void {
  const tables = toTables(report).map((table) => `\n${layOut(table).join('\n')}`);
  const notes = report.notes.map((note) => `- ${note}`);
  console.log([`\n━━━ ${name}: ${report.title}`, ...tables, '', ...notes].join('\n'));
}

function layOut({ head, rows }: Table): string[] {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [head, ...rows].map((row) => {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    return `  ${cells.join('   ')}`.trimEnd();
  });
}
