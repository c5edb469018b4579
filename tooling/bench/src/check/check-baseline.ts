import { readFile, writeFile } from 'node:fs/promises';
import type { Run } from '../report/report.ts';
import {
  allowedFall,
  type Baseline,
  type Comparison,
  compare,
  listNotCompared,
  toBaseline,
} from './compare.ts';

const file = new URL('../../baseline.json', import.meta.url);
const update = 'npm run bench -- --quick --update-baseline';

export async function updateBaseline(run: Run): Promise<void> {
  const all = { ...(await readBaseline()), ...toBaseline(run) };
  await writeFile(file, `${JSON.stringify(all, null, 2)}\n`);
  console.log('\nWritten: tooling/bench/baseline.json. Commit it with the reason why the ratios changed.');
}

/**
 * Holds a run against the baseline, and sets the exit code. What fell is measured once more first: a machine that was busy for
 * some seconds does not do that twice.
 */
export async function checkBaseline(
  run: Run,
  measureAgain: (names: string[]) => Promise<Run>,
): Promise<void> {
  const baseline = await readBaseline();
  const compared = compare(run, baseline);
  console.log(
    `\n━━━ Processor time of a request, held against tooling/bench/baseline.json\n${compared.map(toLine).join('\n')}`,
  );
  console.log(
    `Not compared:\n${listNotCompared(run)
      .map((reason) => `  ${reason}`)
      .join('\n')}`,
  );
  if (compared.length === 0) throw new Error('nothing was measured that the baseline could have');
  const doubtful = compared.filter(({ isFallen }) => isFallen);
  if (doubtful.length === 0) return;
  console.log('\nMeasuring once more what fell …');
  const again = compare(await measureAgain([...new Set(doubtful.map(({ bench }) => bench))]), baseline);
  const isDoubtful = ({ bench, name }: Comparison) =>
    doubtful.some((each) => each.bench === bench && each.name === name);
  const fallen = again.filter((each) => each.isFallen && isDoubtful(each));
  if (fallen.length === 0) return console.log('\nIt did not fall again: the machine was busy.');
  process.exitCode = 1;
  console.log(`\n${fallen.map(describeFall).join('\n')}
What to do: find out what takes longer by running these benches on this commit and on the one before.
If it is meant to be, or what it is held against takes less, write the ratios anew: ${update}`);
}

async function readBaseline(): Promise<Baseline> {
  return JSON.parse(await readFile(file, 'utf8'));
}

function toLine({ bench, name, before, now, isFallen }: Comparison): string {
  const verdict = isFallen ? 'FELL' : before === undefined ? `new: ${update}` : 'holds';
  return `  ${bench}: ${name}: ${before ?? '–'} → ${now}  ${verdict}`;
}

function describeFall({ bench, name, before = Number.NaN, now }: Comparison): string {
  const lost = Math.round(100 * (1 - now / before));
  return `${bench}: ${name}, by processor time, fell from ${before} to ${now}, by ${lost} %; ${100 * allowedFall} % are allowed.`;
}
