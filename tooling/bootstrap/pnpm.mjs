// Runs on the machine's own Node 20 before anything is installed: no dependencies, no TypeScript.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const rootDirectory = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The command line that runs `command` with the pnpm named in package.json first on PATH, through npm, which every Node has.
 *
 * @param {string[]} command
 * @returns {{ file: string, args: string[] }}
 */
export function withPnpm(command) {
  const { packageManager } = JSON.parse(readFileSync(`${rootDirectory}/package.json`, 'utf8'));
  // --prefer-offline: once pnpm is cached, no network is needed and none is waited for.
  return {
    file: 'npm',
    args: ['exec', '--yes', '--prefer-offline', '--package', packageManager, '--', ...command],
  };
}
