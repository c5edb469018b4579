import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canRunRedis, redisTitle } from '@dunlin/harness/redis';
import { canRunTypesense, typesenseTitle } from '@dunlin/harness/typesense-server';
import type { Case } from './case.ts';
import { cases } from './cases.ts';
import { type Options, parseOptions, usage } from './options.ts';
import type { Outcome } from './outcome.ts';
import { isGood, printOutcome, printTable } from './report.ts';
import { runCase } from './run-case.ts';

const exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof TypeError ? `${error.message}\n\n${usage}` : error);
  return 2;
});
// All that cases started has ended; what a client of theirs still waits for is not to keep whoever waits for us.
process.exit(exitCode);

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options.list) {
    for (const { name, title } of cases) console.log(`${name.padEnd(24)} ${title}`);
    return 0;
  }
  const outcomes: Outcome[] = [];
  for (const test of select(options)) {
    console.error(`\n━━━ ${test.name}: ${test.title}`);
    const missing = findMissing(test);
    if (missing !== undefined) {
      console.error(`  skipped: ${missing}`);
      continue;
    }
    const outcome = await run(test, options);
    printOutcome(outcome);
    outcomes.push(outcome);
  }
  console.log('');
  printTable(outcomes);
  return outcomes.every(isGood) ? 0 : 1;
}

/** What a case that fails leaves behind, its logs above all, stays. */
async function run(test: Case, options: Options): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), `dunlin-fault-${test.name}-`));
  const startedAt = performance.now();
  const onStep = (step: string) =>
    console.error(`  ${((performance.now() - startedAt) / 1_000).toFixed(1).padStart(6)} s  ${step}`);
  const outcome = await runCase(test, { folder, options, onStep });
  if (isGood(outcome)) await rm(folder, { recursive: true });
  else console.error(`  Logs and data: ${folder}`);
  return outcome;
}

function findMissing({ redis }: Case): string | undefined {
  if (redis === 'none') return;
  if (!canRunRedis) return redisTitle;
  return canRunTypesense ? undefined : typesenseTitle;
}

function select({ cases: names }: Options): readonly Case[] {
  const unknown = names.find((name) => !cases.some((test) => test.name === name));
  if (unknown !== undefined) throw new TypeError(`There is no case ${unknown}; --list names them.`);
  return names.length === 0 ? cases : cases.filter(({ name }) => names.includes(name));
}
