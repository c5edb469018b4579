import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installInEmptyProject } from '../install-in-empty-project.ts';
import type { PackedPackage } from '../pack-package.ts';
import { subjects } from './subjects.ts';

const fixtures = fileURLToPath(new URL('../../fixtures/sdk-report', import.meta.url));

/** One project that has our packed SDK and all others, and the programs that use them; returns its folder. */
export async function prepareProject(sdk: PackedPackage): Promise<string> {
  const project = join(sdk.directory, 'project');
  const packages = subjects.flatMap((subject) => subject.packages);
  await installInEmptyProject(project, [sdk.tarball, ...packages, 'typescript@6.0.3']);
  await cp(fixtures, project, { recursive: true });
  return project;
}
