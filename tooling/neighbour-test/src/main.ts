import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Options, parseOptions, usage } from './options.ts';
import { isGood, printFailures, printTable } from './report.ts';
import { type Outcome, runScenario } from './run-scenario.ts';
import type { Scenario } from './scenario.ts';
import { scenarios } from './scenarios.ts';
import { prepareWorld } from './world.ts';

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof TypeError ? `${error.message}\n\n${usage}` : error);
  return 2;
});

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options.list) {
    for (const { name, title } of scenarios) console.log(`${name.padEnd(20)} ${title}`);
    return 0;
  }
  const chosen = select(options);
  const folder = await mkdtemp(join(tmpdir(), 'dunlin-neighbour-'));
  console.error(`Data and logs, kept when something fails: ${folder}`);
  const versions = [...(options.before === undefined ? [] : ['before']), 'now'];
  const worlds = new Map(
    await Array.fromAsync(versions, async (version) => {
      const own = join(folder, version);
      await mkdir(own);
      return [version, await prepareWorld(own, version === 'before' ? options.before : undefined)] as const;
    }),
  );
  const outcomes: Outcome[] = [];
  for (const scenario of chosen)
    for (const [version, world] of worlds) {
      console.error(`━━━ ${scenario.name}${versions.length > 1 ? `, ${version}` : ''}: ${scenario.title}`);
      const outcome = await runScenario(scenario, { world, version, seconds: options.seconds });
      printFailures(outcome);
      outcomes.push(outcome);
    }
  printTable(outcomes);
  await rm(folder, { recursive: true });
  return outcomes.filter(({ version }) => version === 'now').every(isGood) ? 0 : 1;
}

function select({ scenarios: names }: Options): readonly Scenario[] {
  const unknown = names.find((name) => !scenarios.some((scenario) => scenario.name === name));
  if (unknown !== undefined) throw new TypeError(`There is no scenario ${unknown}; --list names them.`);
  return names.length === 0 ? scenarios : scenarios.filter(({ name }) => names.includes(name));
}
