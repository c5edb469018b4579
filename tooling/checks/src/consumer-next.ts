import { copyFile, cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rootDirectory } from '../../bootstrap/pnpm.mjs';
import { installInEmptyProject } from './install-in-empty-project.ts';
import type { PackedPackage } from './pack-package.ts';
import { runCommand } from './run-command.ts';

const example = join(rootDirectory, 'examples/next-app');
const fixture = fileURLToPath(new URL('../fixtures/consumer-next.mjs', import.meta.url));

/** Too large to be installed with the workspace: Next alone has 300 MB. */
export const nextPackages = [
  'next@16.4.6',
  'react@19.3.1',
  'react-dom@19.3.1',
  'typescript@6.0.3',
  '@types/node@24.19.2',
  '@types/react@19',
];

/** Builds the example of a Next app with the packed SDK, types checked, and uses it against the real server. */
export async function runNextApp(sdk: PackedPackage, serverUrl: string): Promise<void> {
  const project = join(sdk.directory, 'next-app');
  const startedAt = performance.now();
  await installInEmptyProject(project, [sdk.tarball, ...nextPackages]);
  await cp(example, project, { recursive: true });
  await runCommand(['node_modules/.bin/next', 'build'], { cwd: project });
  await copyFile(fixture, join(project, 'consumer-next.mjs'));
  await runCommand([process.execPath, 'consumer-next.mjs', serverUrl], { cwd: project });
  console.log(`and in a Next app (${Math.round((performance.now() - startedAt) / 1000)} s)`);
}
