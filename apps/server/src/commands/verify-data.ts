import { parseArgs } from 'node:util';
import {
  checkReplica,
  countFaults,
  type DataCheck,
  defaultSettings,
  describeFindings,
  type Findings,
  listDataChecks,
} from '@dunlin/api';
import { createPostgresSearch } from '@dunlin/backends/search';
import { loadConfig } from '../startup/config.ts';
import { openSearchReplica } from '../startup/open-search.ts';
import { StartupError } from '../startup/startup-error.ts';
import { toSettings } from '../startup/to-settings.ts';
import { createProgressLine } from './progress-line.ts';
import { runCommand } from './run-command.ts';

const { values } = parseArgs({
  options: { repair: { type: 'boolean' }, sample: { type: 'string' }, strict: { type: 'boolean' } },
});

await runCommand(async ({ db }) => {
  const config = loadConfig();
  const services = {
    db,
    settings: { ...defaultSettings, ...toSettings(config) },
    search: createPostgresSearch(db),
  };
  const checks = listDataChecks(services, { sample: toCount(values.sample), strict: values.strict });
  const replica = await openSearchReplica(config.search, db);
  if (replica) checks.push(checkReplica(services, replica));
  const findings: Findings[] = [];
  for (const check of checks) findings.push(await verify(check));
  const isRight = findings.every((found) => countFaults(found) === 0);
  if (!isRight && !values.repair) console.log('Run `npm run verify-data -- --repair` to bring it in line.');
  if (findings.some((found) => found.pending > 0))
    console.log('What is pending is not verified: verify again when the server has done its jobs.');
  return isRight;
});

/** Verifies, and repairs and verifies again where that is asked for and needed. @returns what there is in the end. */
async function verify(check: DataCheck): Promise<Findings> {
  const found = await look(check);
  if (countFaults(found) === 0 || !values.repair) return found;
  if (!(await check.repair(createProgressLine(`Repairing ${check.subject}`)))) {
    console.log(`Another process repairs ${check.subject} already: verify again when it has ended.`);
    return found;
  }
  console.log(`Repaired ${check.subject}.`);
  return await look(check);
}

async function look(check: DataCheck): Promise<Findings> {
  const startedAt = performance.now();
  const findings = await check.verify(createProgressLine(`Verifying ${check.subject}`));
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.log(`${check.subject}, ${seconds} s: ${describeFindings(findings)}.`);
  for (const example of findings.examples) console.log(`  ${example}`);
  return findings;
}

function toCount(text: string | undefined): number | undefined {
  if (text === undefined) return;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new StartupError(`--sample takes a number of users, not "${text}"`);
  return Number(text);
}
