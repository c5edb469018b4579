import { constants } from 'node:fs';
import { access, chmod, mkdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

/** Where things lie in a data folder. `cluster` is what PostgreSQL itself owns. */
export interface DataFolder {
  root: string;
  cluster: string;
  passwordFile: string;
  logFile: string;
  previousLogFile: string;
  lockFile: string;
  holderFile: string;
  /** Set when running as root: the unprivileged user that runs PostgreSQL and owns the cluster. */
  runAs: RunAs | undefined;
}

export interface RunAs {
  uid: number;
  gid: number;
}

const NOBODY: RunAs = { uid: 65_534, gid: 65_534 };

/**
 * Makes the data folder (0700) and decides who runs PostgreSQL, which refuses to be root: root starts it as the owner
 * of the folder, or as uid 65534 when that is root itself; everyone else as themselves.
 *
 * @throws EmbeddedPostgresError `DATA_DIR_NOT_ACCESSIBLE`, `PLATFORM_UNSUPPORTED`
 */
export async function openDataFolder(dataDir: string): Promise<DataFolder> {
  const root = await makePrivate(dataDir);
  return {
    root,
    cluster: join(root, 'cluster'),
    passwordFile: join(root, 'password'),
    logFile: join(root, 'postgres.log'),
    previousLogFile: join(root, 'postgres.previous.log'),
    lockFile: join(root, 'lock'),
    holderFile: join(root, 'lock.pid'),
    runAs: process.geteuid?.() === 0 ? await chooseUnprivilegedUser(root) : undefined,
  };
}

async function makePrivate(dataDir: string): Promise<string> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await chmod(dataDir, 0o700);
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    return await realpath(dataDir);
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'DATA_DIR_NOT_ACCESSIBLE',
      `The data folder ${dataDir} cannot be made or used (${String(cause)}). Start as the user it belongs to, or set DATA_DIR to a folder of your own.`,
      { cause },
    );
  }
}

async function chooseUnprivilegedUser(root: string): Promise<RunAs> {
  // The data folder may lie where that user cannot reach it; only Linux's /proc/self/cwd gets around that.
  if (process.platform !== 'linux') {
    throw new EmbeddedPostgresError(
      'PLATFORM_UNSUPPORTED',
      'The embedded PostgreSQL cannot be started by root on this platform. Start as an ordinary user, or set DATABASE_URL.',
    );
  }
  const { uid, gid } = await stat(root);
  return uid === 0 ? NOBODY : { uid, gid };
}
