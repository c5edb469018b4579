import { parseArgs } from 'node:util';
import { runCommand } from './run-command.ts';

const steps: Step[] = [
  { name: 'lint', title: 'Format and lint', command: ['biome', 'check', '--error-on-warnings'] },
  {
    name: 'types',
    title: 'Types',
    command: ['turbo', 'run', 'types', '--output-logs=errors-only'],
    needsPnpm: true,
  },
  {
    name: 'imports',
    title: 'Dependency rules',
    command: ['depcruise', 'apps', 'examples', 'packages', 'tooling'],
  },
  { name: 'unused', title: 'Unused files, exports and dependencies', command: ['knip'] },
  { name: 'openapi', title: 'OpenAPI document', command: ['node', 'tooling/checks/src/openapi-lint.ts'] },
  { name: 'sdk', title: 'Packed SDK', command: ['node', 'tooling/checks/src/packed-sdk.ts'] },
  { name: 'react', title: 'Packed React package', command: ['node', 'tooling/checks/src/packed-react.ts'] },
  {
    name: 'consumers',
    title: 'Packed SDK in empty projects',
    command: ['node', 'tooling/checks/src/packed-sdk-consumers.ts'],
  },
  { name: 'site', title: 'Guides and reference', command: ['node', 'tooling/site/src/main.ts'] },
  {
    name: 'testing',
    title: 'Packed test server in empty projects',
    command: ['node', 'tooling/checks/src/packed-testing.ts'],
  },
  { name: 'tests', title: 'Tests', command: ['vitest', 'run'] },
];

const results: string[] = [];
for (const step of selectedSteps()) results.push(await run(step));
console.log(`\n━━━ Verified\n${results.join('\n')}`);

/** A failed step does not stop the ones after it: one run shows everything there is to fix. */
async function run({ name, title, command, needsPnpm }: Step): Promise<string> {
  console.log(`\n━━━ ${title}`);
  const startedAt = performance.now();
  const error = await runCommand(command, { needsPnpm }).catch((cause: Error) => cause);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  if (!error) return `✓ ${name} (${seconds} s)`;
  process.exitCode = 1;
  return `✗ ${name} (${seconds} s): ${error.message}`;
}

function selectedSteps(): Step[] {
  const { values } = parseArgs({
    options: { only: { type: 'string', multiple: true }, except: { type: 'string', multiple: true } },
  });
  const known = steps.map(({ name }) => name);
  const unknown = [...(values.only ?? []), ...(values.except ?? [])].find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`No step "${unknown}"; there are ${known.join(', ')}`);
  const { only = known, except = [] } = values;
  return steps.filter(({ name }) => only.includes(name) && !except.includes(name));
}

interface Step {
  name: string;
  title: string;
  command: [string, ...string[]];
  needsPnpm?: boolean;
}
