import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import type { RunAs } from './data-folder.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

/** Where root keeps a copy of binaries that the unprivileged user cannot reach; it can be deleted at any time. */
const CACHE = '/var/cache/dunlin';

/**
 * The folder with `bin/postgres` and `bin/initdb`. Binaries below a folder that `runAs` cannot enter (a repository in
 * root's home) are copied once per version to `/var/cache/dunlin`.
 *
 * @throws EmbeddedPostgresError `PLATFORM_UNSUPPORTED`, `BINARIES_UNREACHABLE`
 */
export async function locateBinaries(runAs: RunAs | undefined, onCopy: () => void): Promise<string> {
  const platform = `${process.platform}-${process.arch}`;
  const packageFolder = resolvePackage(platform);
  const native = join(packageFolder, 'native');
  if (!runAs || (await canRun(native, runAs))) return native;
  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string;
  }; // every package has one
  const copy = join(CACHE, `postgres-${platform}-${version}`);
  if (await canRun(copy, runAs)) return copy;
  onCopy();
  await copyBinaries(native, copy).catch((cause: unknown) => {
    throw unreachable(native, runAs, cause);
  });
  if (!(await canRun(copy, runAs))) throw unreachable(native, runAs);
  return copy;
}

function resolvePackage(platform: string): string {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`)));
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'PLATFORM_UNSUPPORTED',
      `There is no embedded PostgreSQL for ${platform}, or the optional dependencies were not installed. Install them, or set DATABASE_URL to a PostgreSQL server.`,
      { cause },
    );
  }
}

function canRun(native: string, runAs: RunAs): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(join(native, 'bin/postgres'), ['--version'], { ...runAs, cwd: '/' }, (error) => resolve(!error));
  });
}

async function copyBinaries(native: string, copy: string): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const { uid, mode } = await stat(CACHE);
  if (uid !== 0 || mode & 0o022) throw new Error(`${CACHE} is writable to others than root`);
  await chmod(CACHE, 0o755);
  const unfinished = await mkdtemp(`${copy}.`);
  try {
    await cp(native, unfinished, {
      recursive: true,
      verbatimSymlinks: true,
      mode: constants.COPYFILE_FICLONE,
    });
    await openToAll(unfinished);
    await rm(copy, { recursive: true, force: true });
    await rename(unfinished, copy);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
}

/** The copy has the modes of the original, and that may have been installed under a strict umask. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    const { mode } = await stat(path);
    await chmod(path, mode & 0o100 ? 0o755 : 0o644);
  }
}

function unreachable(native: string, runAs: RunAs, cause?: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'BINARIES_UNREACHABLE',
    `PostgreSQL does not run as root, and user ${runAs.uid} can run it neither from ${native} nor from a copy in ${CACHE}. Start as an ordinary user, move the repository to where everyone can enter, or set DATABASE_URL.`,
    { cause },
  );
}
