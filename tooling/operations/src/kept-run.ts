import { readFile, writeFile } from 'node:fs/promises';
import { keyOf, type Measurement } from './measurement.ts';

export interface KeptRun {
  keptAt: string;
  measurements: Measurement[];
}

/** @returns undefined where none is kept */
export async function readKeptRun(file: string): Promise<KeptRun | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : JSON.parse(text);
}

/** A line a measurement. */
export async function keepRun(file: string, measurements: readonly Measurement[]): Promise<void> {
  const lines = measurements.map((measurement) => JSON.stringify(measurement)).join(',\n');
  await writeFile(file, `{"keptAt":"${new Date().toISOString()}","measurements":[\n${lines}\n]}\n`);
}

/** More than so many times the time, and by more than what a busy machine makes of it. */
const slower = { factor: 1.5, byMs: 5 };
const more = { factor: 1.25, byRows: 100 };

/** What takes longer, reads more or sends more statements than it did, a line each. */
export function compareRuns(now: readonly Measurement[], before: readonly Measurement[]): string[] {
  const known = new Map(before.map((measurement) => [keyOf(measurement), measurement]));
  return now.flatMap((measurement) => {
    const old = known.get(keyOf(measurement));
    if (!old) return [`${keyOf(measurement)}: is new`];
    const changes = [
      ...(isMore(measurement.p50Ms, old.p50Ms, slower.factor, slower.byMs)
        ? [`p50 ${old.p50Ms.toFixed(1)} → ${measurement.p50Ms.toFixed(1)} ms`]
        : []),
      ...(isMore(measurement.rows, old.rows, more.factor, more.byRows)
        ? [`rows ${old.rows} → ${measurement.rows}`]
        : []),
      ...(measurement.statements > old.statements
        ? [`statements ${old.statements} → ${measurement.statements}`]
        : []),
    ];
    return changes.length > 0 ? [`${keyOf(measurement)}: ${changes.join(', ')}`] : [];
  });
}

function isMore(now: number, before: number, factor: number, by: number): boolean {
  return now > before * factor && now - before > by;
}
