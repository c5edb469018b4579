import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootDirectory } from '../../bootstrap/pnpm.mjs';
import { runCommand } from './run-command.ts';

/**
 * Builds @dunlin/sdk and packs it into a temporary directory, exactly as it would be published: pnpm replaces `exports` by
 * `publishConfig.exports` and catalog references by versions. Disposing removes the directory.
 */
export async function packSdk(): Promise<PackedSdk> {
  const directory = await mkdtemp(join(tmpdir(), 'dunlin-sdk-'));
  const sdkDirectory = join(rootDirectory, 'packages/sdk');
  await runCommand(['turbo', 'run', 'build', '--filter=@dunlin/sdk', '--output-logs=errors-only'], {
    needsPnpm: true,
  });
  await runCommand(['pnpm', 'pack', '--silent', '--pack-destination', directory], {
    needsPnpm: true,
    cwd: sdkDirectory,
  });
  const [tarball] = await readdir(directory);
  if (tarball === undefined) throw new Error('pnpm pack wrote no tarball');
  return {
    directory,
    tarball: join(directory, tarball),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true }),
  };
}

export interface PackedSdk extends AsyncDisposable {
  /** Temporary, with room for more. */
  directory: string;
  /** Absolute path of the .tgz file. */
  tarball: string;
}
