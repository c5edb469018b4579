import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootDirectory } from '../../bootstrap/pnpm.mjs';
import { runCommand } from './run-command.ts';

/**
 * Packs a package into a temporary directory, exactly as it would be published: from a clean tree, which packing itself must build; pnpm replaces `exports` by `publishConfig.exports` and catalog references by versions. Disposing removes the directory.
 */
export async function packPackage(name: 'sdk' | 'react' | 'testing'): Promise<PackedPackage> {
  const source = join(rootDirectory, 'packages', name);
  const directory = await mkdtemp(join(tmpdir(), `dunlin-${name}-`));
  await rm(join(source, 'dist'), { recursive: true, force: true });
  await runCommand(['pnpm', 'pack', '--pack-destination', directory], {
    needsPnpm: true,
    cwd: source,
  });
  const [tarball] = await readdir(directory);
  if (tarball === undefined) throw new Error('pnpm pack wrote no tarball');
  return {
    directory,
    tarball: join(directory, tarball),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true }),
  };
}

export interface PackedPackage extends AsyncDisposable {
  /** Temporary, with room for more. */
  directory: string;
  /** Absolute path of the .tgz file. */
  tarball: string;
}
