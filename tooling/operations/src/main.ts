import { join, resolve } from 'node:path';
import { countReads, sumUp } from './count-reads.ts';
import { holds, isGood } from './goals.ts';
import { compareRuns, type KeptRun, keepRun, readKeptRun } from './kept-run.ts';
import { keyOf, type Measurement } from './measurement.ts';
import { openWorld } from './open-world.ts';
import { type Options, parseOptions, usage } from './options.ts';
import { printHeadOfWrites, printStatements, printTable, printWrite } from './report.ts';
import { timeReads } from './time-reads.ts';
import { measureWrites } from './writes/measure-writes.ts';

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof TypeError ? `${error.message}\n\n${usage}` : error);
  return 2;
});

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  return options.writes ? await runWrites(options) : await runReads(options);
}

async function runWrites({ dataDir }: Options): Promise<number> {
  printHeadOfWrites();
  let areGood = true;
  for await (const write of measureWrites(resolve(dataDir))) {
    printWrite(write);
    areGood &&= isGood(write);
  }
  return areGood ? 0 : 1;
}

async function runReads(options: Options): Promise<number> {
  const { timed, counted } = await measure(options);
  const measurements = timed.map((page) => ({ ...page, ...sumUp(counted.get(keyOf(page)) ?? []) }));
  printTable(measurements);
  if (options.operations.length > 0) printStatements(counted);
  const file = join(resolve(options.dataDir), 'operations.json');
  printComparison(measurements, await readKeptRun(file));
  if (options.keep) await keepRun(file, measurements);
  return measurements.every(holds) ? 0 : 1;
}

async function measure(options: Options) {
  await using world = await openWorld(options.dataDir);
  return { timed: await timeReads(world, options), counted: await countReads(world, options) };
}

function printComparison(measurements: readonly Measurement[], kept: KeptRun | undefined): void {
  if (!kept) return;
  const changes = compareRuns(measurements, kept.measurements);
  const verdict = changes.length === 0 ? ' nothing takes longer or reads more' : '';
  console.log(`\nAgainst the run of ${kept.keptAt}:${verdict}`);
  for (const change of changes) console.log(`  ${change}`);
}
