import { runCommand } from './run-command.ts';

await runCommand(async ({ applied }) => {
  for (const name of applied) console.log(`Applied ${name}`);
  console.log('The database is up to date.');
  return true;
});
