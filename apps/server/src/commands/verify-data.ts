import { parseArgs } from 'node:util';
import {
  checkReplica,
  countFaults,
  type DataCheck,
  defaultSettings,
  describeFindings,
  listDataChecks,
} from '@dunlin/api';
import { createPostgresSearch } from '@dunlin/backends/search';
import { loadConfig } from '../startup/config.ts';
import { openSearchReplica } from '../startup/open-search.ts';
import { StartupError } from '../startup/startup-error.ts';
import { toSettings } from '../startup/to-settings.ts';
import { createProgressLine } from './progress-line.ts';
import { runCommand } from './run-command.ts';

const { values } = parseArgs({ options: { repair: { type: 'boolean' }, sample: { type: 'string' } } });

await runCommand(async ({ db }) => {
  const config = loadConfig();
  const services = {
    db,
    settings: { ...defaultSettings, ...toSettings(config) },
    search: createPostgresSearch(db),
  };
  const checks = listDataChecks(services, { sample: toCount(values.sample) });
  const replica = await openSearchReplica(config.search, db);
  if (replica) checks.push(checkReplica(services, replica));
  let isRight = true;
  for (const check of checks) isRight = (await verify(check)) && isRight;
  if (!isRight && !values.repair) console.log('Run `npm run verify-data -- --repair` to bring it in line.');
  return isRight;
});

/** Verifies, and repairs and verifies again where that is asked for and needed. */
async function verify(check: DataCheck): Promise<boolean> {
  if (await isRight(check)) return true;
  if (!values.repair) return false;
  await check.repair(createProgressLine(`Repairing ${check.subject}`));
  console.log(`Repaired ${check.subject}.`);
  return await isRight(check);
}

async function isRight(check: DataCheck): Promise<boolean> {
  const startedAt = performance.now();
  const findings = await check.verify(createProgressLine(`Verifying ${check.subject}`));
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.log(`${check.subject}, ${seconds} s: ${describeFindings(findings)}.`);
  for (const example of findings.examples) console.log(`  ${example}`);
  return countFaults(findings) === 0;
}

function toCount(text: string | undefined): number | undefined {
  if (text === undefined) return;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new StartupError(`--sample takes a number of users, not "${text}"`);
  return Number(text);
}
