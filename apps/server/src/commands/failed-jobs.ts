import { parseArgs } from 'node:util';
import { openFailedJobs } from '@dunlin/api';
import { runCommand } from './run-command.ts';

const { values } = parseArgs({ options: { retry: { type: 'boolean', default: false } } });

await runCommand(async ({ databaseUrl }) => {
  await using failed = await openFailedJobs({ databaseUrl, onError: (error) => console.error(error) });
  const jobs = await failed.list();
  for (const { id, name, failedAt, reason, events } of jobs) {
    console.log(`${failedAt}  ${name}  ${id}\n  ${reason}\n  ${JSON.stringify(events)}`);
  }
  if (jobs.length === 0) console.log('No job has failed for good.');
  else if (values.retry) console.log(`${await failed.retry()} jobs are to be tried again.`);
  else console.log(`${jobs.length} failed. Run \`npm run jobs:failed -- --retry\` to have them tried again.`);
  return true;
});
