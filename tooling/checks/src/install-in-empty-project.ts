import { mkdir, writeFile } from 'node:fs/promises';
import { runCommand } from './run-command.ts';

/** Makes `directory` a project outside of the workspace and installs `packages` into it with plain npm, as a user would. */
export async function installInEmptyProject(directory: string, packages: readonly string[]): Promise<void> {
  await mkdir(directory);
  await writeFile(`${directory}/package.json`, '{ "name": "consumer", "private": true, "type": "module" }\n');
  await runCommand(
    ['npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error', ...packages],
    { cwd: directory },
  );
}
