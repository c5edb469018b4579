import { percentile } from '@dunlin/harness/percentile';
import type { Outcome } from './run-scenario.ts';

const bounds = { neighbourMs: 250, healthMs: 100, peakMb: 600 };
const shownFailures = 3;

export function isGood({ noticed, peakMb, backAfter }: Outcome): boolean {
  return (
    percentile(noticed.neighbour, 0.99) < bounds.neighbourMs &&
    percentile(noticed.health, 0.99) < bounds.healthMs &&
    noticed.failures.length === 0 &&
    peakMb < bounds.peakMb &&
    backAfter !== undefined
  );
}

export function printFailures({ noticed: { failures } }: Outcome): void {
  for (const failure of failures.slice(0, shownFailures)) console.error(`  ✗ ${failure}`);
  if (failures.length > shownFailures) console.error(`  ✗ and ${failures.length - shownFailures} more`);
}

export function printTable(outcomes: readonly Outcome[]): void {
  console.log(
    '\n| scenario | server | neighbour p50 / p99 / most | `/healthz` p99 / most | failed | memory idle → peak | back after | pictures | the attacker was answered | |',
  );
  console.log('|---|---|---|---|---|---|---|---|---|---|');
  for (const outcome of outcomes) console.log(toRow(outcome));
}

function toRow(outcome: Outcome): string {
  const { scenario, version, noticed, idleMb, peakMb, backAfter, answers } = outcome;
  const { neighbour, health, pictures, failures } = noticed;
  const cells = [
    scenario,
    version,
    `${ms(percentile(neighbour, 0.5))} / ${ms(percentile(neighbour, 0.99))} / ${ms(percentile(neighbour, 1))}`,
    `${ms(percentile(health, 0.99))} / ${ms(percentile(health, 1))}`,
    `${failures.length} of ${neighbour.length + health.length}`,
    `${Math.round(idleMb)} → ${Math.round(peakMb)} MB`,
    backAfter === undefined ? 'not in 60 s' : `${Math.round(backAfter)} s`,
    pictures.length === 0 ? '' : `${ms(percentile(pictures, 0.5))} / ${ms(percentile(pictures, 1))}`,
    Object.entries(answers)
      .map(([status, count]) => `${status}: ${count.toLocaleString('en')}`)
      .join(', '),
    isGood(outcome) ? '✓' : '✗',
  ];
  return `| ${cells.join(' | ')} |`;
}

function ms(value: number): string {
  return value < 1_000 ? `${Math.round(value)} ms` : `${(value / 1_000).toFixed(1)} s`;
}
