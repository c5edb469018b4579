import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nextPackages } from './consumer-next.ts';
import { installInEmptyProject } from './install-in-empty-project.ts';
import type { PackedPackage } from './pack-package.ts';
import { runCommand } from './run-command.ts';

const app = fileURLToPath(new URL('../fixtures/consumer-next-react', import.meta.url));

/** Builds a Next app whose server component reads by our options, and looks into the page that the build has rendered. */
export async function buildNextPage(sdk: PackedPackage, react: PackedPackage): Promise<void> {
  const project = join(react.directory, 'next-app');
  await installInEmptyProject(project, [
    ...[sdk.tarball, react.tarball, '@tanstack/react-query@5'],
    ...nextPackages,
  ]);
  await cp(app, project, { recursive: true });
  await runCommand(['node_modules/.bin/next', 'build'], { cwd: project });
  const page = await readFile(join(project, '.next/server/app/index.html'), 'utf8');
  const text = page.replaceAll('<!-- -->', '');
  if (!text.includes('<p>Ada of the server follows Ada of the server</p>'))
    throw new Error(`The page lacks what its server component has read:\n${page}`);
}
