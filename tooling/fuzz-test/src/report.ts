import type { Run } from './fuzz.ts';

const shown = 20;
const margin = 1.2;

/** Whether a server that has long had all that it compiles and caches needs ever more. */
export function hasKeptGrowing(memory: readonly number[]): boolean {
  const between = (from: number, to: number) =>
    median(memory.slice(Math.floor(from * memory.length), Math.ceil(to * memory.length)));
  return between(0.9, 1) > margin * between(0.4, 0.6);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

export function printReport({ answers, faults, memory, errors }: Run & { errors: readonly string[] }): void {
  console.log('\n| edge and status | answers |\n|---|---|');
  for (const [answer, count] of [...answers].sort())
    console.log(`| ${answer} | ${count.toLocaleString('en')} |`);
  const at = (share: number) => Math.round(memory[Math.floor(share * (memory.length - 1))] ?? 0);
  console.log(`\nMemory after a tenth, half and all of it: ${at(0.1)}, ${at(0.5)}, ${at(1)} MB`);
  if (hasKeptGrowing(memory)) console.log('✗ memory keeps growing');
  for (const [fault, { request, count }] of [...faults].slice(0, shown))
    console.log(`✗ ${count} × ${fault}\n  ${JSON.stringify(request).slice(0, 600)}`);
  for (const line of errors.slice(0, shown)) console.log(`✗ log: ${line.slice(0, 600)}`);
  console.log(`${faults.size} kinds of faults, ${errors.length} errors in the log`);
}
