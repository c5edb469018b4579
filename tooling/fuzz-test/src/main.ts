import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServerProcess } from '@dunlin/harness/server-process';
import { fuzz } from './fuzz.ts';
import { type Options, parseOptions, usage } from './options.ts';
import { hasKeptGrowing, printReport } from './report.ts';

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof TypeError ? `${error.message}\n\n${usage}` : error);
  return 2;
});

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  const folder = await mkdtemp(join(tmpdir(), 'dunlin-fuzz-'));
  console.error(`--seed ${options.seed}; data and logs, kept when something fails: ${folder}`);
  const run = await runServer(folder, options);
  const errors = (await readFile(join(folder, 'server.log'), 'utf8'))
    .split('\n')
    .filter((line) => /"level":"(?:error|fatal)"|^\(node:/.test(line));
  printReport({ ...run, errors });
  const isGood = run.faults.size === 0 && errors.length === 0 && !hasKeptGrowing(run.memory);
  if (isGood) await rm(folder, { recursive: true });
  return isGood ? 0 : 1;
}

async function runServer(folder: string, options: Options) {
  await using server = await startServerProcess({
    env: { DATA_DIR: join(folder, 'data'), LOG_LEVEL: 'warn' },
    logFile: join(folder, 'server.log'),
  });
  return await fuzz(server, { ...options, databaseFolder: join(folder, 'data/postgres') });
}
