import { parseArgs } from 'node:util';
import { listFailedJobs, retryFailedJobs } from '@dunlin/api';
import { runCommand } from './run-command.ts';

const { values } = parseArgs({ options: { retry: { type: 'boolean', default: false } } });

await runCommand(async ({ db }) => {
  const jobs = await listFailedJobs(db);
  for (const { id, name, failedAt, reason, events } of jobs) {
    console.log(`${failedAt}  ${name}  ${id}\n  ${reason}\n  ${JSON.stringify(events)}`);
  }
  if (jobs.length === 0) console.log('No job has failed for good.');
  else if (values.retry) console.log(`${(await retryFailedJobs(db)).length} jobs are to be tried again.`);
  else
    console.log(
      `${jobs.length} failed, the newest first. Run \`npm run jobs:failed -- --retry\` to have them tried again.`,
    );
  return true;
});
