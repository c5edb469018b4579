import type { Outcome } from './outcome.ts';

const shownProblems = 10;
const columns: readonly [title: string, value: (outcome: Outcome) => string][] = [
  ['case', ({ name }) => name],
  ['writes', ({ writes }) => String(writes)],
  ['entries', ({ entries }) => String(entries)],
  ['lost', ({ lost }) => String(lost.length)],
  ['doubled', ({ doubled }) => String(doubled.length)],
  ['copies (SSE)', ({ copies }) => String(copies)],
  ['delivery p50/p99', ({ deliveries: { p50, p99 } }) => `${p50}/${p99} ms`],
  ['(from the fault on)', ({ deliveries: { p50After, p99After } }) => `${p50After}/${p99After} ms`],
  ['longest gap', ({ deliveries }) => seconds(deliveries.longestGapMs)],
  ['slowest answer', ({ requests }) => seconds(requests.slowest?.durationMs ?? 0)],
  ['(before)', ({ requests }) => seconds(requests.slowestBeforeMs)],
  ['p99', ({ requests }) => seconds(requests.p99Ms)],
  ['(before)', ({ requests }) => seconds(requests.p99BeforeMs)],
  ['recovered', ({ deliveries }) => seconds(deliveries.recoveryMs)],
  ['', (outcome) => (isGood(outcome) ? '✓' : '✗')],
];

export function isGood({ lost, doubled, problems }: Outcome): boolean {
  return lost.length + doubled.length + problems.length === 0;
}

/** What is wrong with a case, and how many requests were cut off, which a client has to live with. */
export function printOutcome({ name, lost, doubled, problems, notes, requests }: Outcome): void {
  const lines = [
    ...lost.map((what) => `lost: ${what}`),
    ...doubled.map((what) => `doubled: ${what}`),
    ...problems,
  ];
  for (const line of lines.slice(0, shownProblems)) console.log(`  ✗ ${line}`);
  if (lines.length > shownProblems) console.log(`  ✗ and ${lines.length - shownProblems} more`);
  for (const note of notes) console.log(`  ${name}: ${note}`);
  const { slowest, unanswered } = requests;
  if (slowest)
    console.log(`  ${name}: slowest answer ${slowest.kind} ${slowest.path}; ${unanswered} requests cut off`);
}

export function printTable(outcomes: readonly Outcome[]): void {
  const rows = [
    columns.map(([title]) => title),
    ...outcomes.map((outcome) => columns.map(([, value]) => value(outcome))),
  ];
  const widths = columns.map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  for (const row of rows)
    console.log(
      row.map((cell, index) => cell[index === 0 ? 'padEnd' : 'padStart'](widths[index] ?? 0)).join('  '),
    );
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}
