import { goalOf, holds, isGood } from './goals.ts';
import type { Measurement } from './measurement.ts';
import type { RunStatement } from './plan-log.ts';
import type { MeasuredWrite } from './writes/measure-writes.ts';

const shownSql = 160;

/** A line for each page, of those who asked for it the one whom it took longest. */
export function printTable(measurements: readonly Measurement[]): void {
  console.log(
    '| operation | asked for | page | slowest for | first | p50 | p95 | goal | statements | rows | buffers | read whole | |',
  );
  console.log('|---|---|---|---|--:|--:|--:|--:|--:|--:|--:|---|---|');
  const pages = Map.groupBy(
    measurements,
    ({ operation, case: name, page }) => `${operation}|${name}|${page}`,
  );
  for (const ofPage of pages.values()) {
    const [slowest] = ofPage.toSorted((a, b) => b.p95Ms - a.p95Ms);
    if (slowest) console.log(toRow(slowest));
  }
}

function toRow(measurement: Measurement): string {
  const {
    operation,
    case: name,
    page,
    caller,
    firstMs,
    p50Ms,
    p95Ms,
    statements,
    rows,
    buffers,
    scanned,
  } = measurement;
  const cells = [
    ...[operation, name, page, caller],
    ...[ms(firstMs), ms(p50Ms), ms(p95Ms), `≤ ${goalOf(operation)} ms`],
    ...[statements, rows, buffers].map((count) => count.toLocaleString('en')),
    ...[scanned.join(', '), holds(measurement) ? '✓' : '✗'],
  ];
  return `| ${cells.join(' | ')} |`;
}

/** What each statement of each page read, most first. */
export function printStatements(counted: ReadonlyMap<string, readonly RunStatement[]>): void {
  for (const [page, statements] of counted) {
    console.log(`\n━━━ ${page}`);
    for (const { rows, buffers, scanned, sql } of statements.toSorted((a, b) => b.buffers - a.buffers)) {
      const read = `${rows.toLocaleString('en').padStart(9)} rows ${buffers.toLocaleString('en').padStart(9)} buffers`;
      const whole = scanned.length > 0 ? `reads ${scanned.join(', ')} whole: ` : '';
      console.log(`${read}  ${whole}${sql.replaceAll(/\s+/g, ' ').slice(0, shownSql)}`);
    }
  }
}

/** Each write is a line of its own, as the next takes minutes. */
export function printHeadOfWrites(): void {
  console.log(
    '| write | answered | every effect | goal | neighbours p99 before → meanwhile (most) | delivery | memory | rows read | buffers | |',
  );
  console.log('|---|--:|--:|--:|--:|--:|--:|--:|--:|---|');
}

export function printWrite(write: MeasuredWrite): void {
  const cells = [
    ...[write.name, ms(write.answeredMs), `${write.seconds.toFixed(1)} s`, `≤ ${write.goal} s`],
    `${ms(write.p99Before)} → ${ms(write.p99)} (${ms(write.p99Most)})`,
    ...[ms(write.deliveryMs), `${Math.round(write.peakMb)} MB`],
    ...[write.rows, write.buffers].map((count) => count.toLocaleString('en')),
    isGood(write) ? '✓' : '✗',
  ];
  console.log(`| ${cells.join(' | ')} |`);
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}
