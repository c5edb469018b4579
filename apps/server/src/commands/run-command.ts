import { loadConfig } from '../startup/config.ts';
import { type OpenDatabase, openDatabase } from '../startup/open-database.ts';
import { explainStartupError } from '../startup/startup-error.ts';

/**
 * Runs a command on the configured database, beside a running server or without one, and ends the process: with 0, with 1
 * when the command answers false, or with 1 and what to do when the database cannot be opened.
 */
export async function runCommand(action: (database: OpenDatabase) => Promise<boolean>): Promise<never> {
  process.exit(await run(action).catch(explain));
}

async function run(action: (database: OpenDatabase) => Promise<boolean>): Promise<number> {
  // A command looks at whole tables: what is long for a request is not for it.
  await using database = await openDatabase(loadConfig(), { besideServer: true, statementTimeoutMs: 0 });
  return (await action(database)) ? 0 : 1;
}

function explain(error: unknown): number {
  console.error(explainStartupError(error) ?? error);
  return 1;
}
