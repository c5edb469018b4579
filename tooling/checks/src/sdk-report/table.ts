/** A part of the report: what was measured, in which unit, of each SDK. */
export interface Table {
  title: string;
  /** What the rows are of, and then each column. */
  head: readonly string[];
  rows: readonly (readonly string[])[];
}

export function toMarkdown({ head, rows }: Table): string {
  const lines = [head, head.map((_, index) => (index === 0 ? '---' : '--:')), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

export function toSize(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

export const grouped: Intl.NumberFormat = new Intl.NumberFormat('en');
