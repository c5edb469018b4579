import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdtemp, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { DataFolder } from './data-folder.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { readLogTail } from './log-file.ts';
import { superviseCommand } from './watchdog.ts';

/** The cluster's superuser, and the database that Dunlin lives in. */
export const SUPERUSER = 'dunlin';

/**
 * How PostgreSQL is told where its cluster lies. The unprivileged user may not be able to walk to it (a repository in
 * root's home), but it can stand in it: the watchdog starts there, and Linux follows this link without asking for the path.
 */
export function clusterArgument(folder: DataFolder): string {
  return folder.runAs ? '/proc/self/cwd' : folder.cluster;
}

/**
 * Creates the cluster beside its place and renames it there, so that an interrupted `initdb` leaves nothing but rubbish
 * for `sweepUnfinishedClusters`.
 *
 * @throws EmbeddedPostgresError `INITDB_FAILED`
 */
export async function createCluster(options: CreateClusterOptions): Promise<void> {
  const { folder, durable } = options;
  await writePassword(folder);
  const unfinished = await mkdtemp(`${folder.cluster}.new-`);
  if (folder.runAs) await chown(unfinished, folder.runAs.uid, folder.runAs.gid);
  await runInitdb({ ...options, folder: { ...folder, cluster: unfinished } });
  await rename(unfinished, folder.cluster);
  if (durable) await syncFolder(folder.root);
}

/** @throws EmbeddedPostgresError `PASSWORD_MISSING` */
export async function readPassword(folder: DataFolder): Promise<string> {
  const password = await readFile(folder.passwordFile, 'utf8').catch(() => '');
  if (password) return password.trim();
  throw new EmbeddedPostgresError(
    'PASSWORD_MISSING',
    `${folder.passwordFile} is missing, but ${folder.cluster} needs it. Put it back, or delete the whole folder ${folder.root} to start with empty data.`,
  );
}

export function hasCluster(folder: DataFolder): boolean {
  return existsSync(folder.cluster);
}

/** Removes what interrupted `initdb`s left. */
export async function sweepUnfinishedClusters(folder: DataFolder): Promise<void> {
  const prefix = `${basename(folder.cluster)}.new-`;
  const unfinished = (await readdir(folder.root)).filter((name) => name.startsWith(prefix));
  // An initdb that is just being ended may still write to its folder: then the next start takes it.
  const remove = (name: string) => rm(join(folder.root, name), { recursive: true, force: true });
  await Promise.allSettled(unfinished.map(remove));
}

async function writePassword(folder: DataFolder): Promise<void> {
  await rm(folder.passwordFile, { force: true });
  await using file = await open(folder.passwordFile, 'wx', 0o600);
  await file.writeFile(`${randomBytes(32).toString('base64url')}\n`);
  await file.sync();
  // initdb opens it anew through its descriptor, so the user that runs it must own it; the folder stays closed to that user.
  if (folder.runAs) await file.chown(folder.runAs.uid, folder.runAs.gid);
}

async function runInitdb({ folder, binaries, durable }: CreateClusterOptions): Promise<void> {
  await using log = await open(folder.logFile, 'a', 0o600);
  await using password = await open(folder.passwordFile, 'r');
  const initdb = await superviseCommand({
    command: [
      join(binaries, 'bin/initdb'),
      `--pgdata=${clusterArgument(folder)}`,
      `--username=${SUPERUSER}`,
      '--pwfile=/dev/fd/3',
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // PostgreSQL's own C.UTF-8: sorts and folds the same whatever locales the machine has.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--no-instructions',
      ...(durable ? [] : ['--no-sync']),
    ],
    cwd: folder.cluster,
    runAs: folder.runAs,
    outputFd: log.fd,
    inheritFd: password.fd,
  });
  if ((await initdb.wait()) === 0) return;
  const tail = await readLogTail(folder.logFile);
  throw new EmbeddedPostgresError('INITDB_FAILED', `PostgreSQL's initdb failed in ${folder.root}:\n${tail}`);
}

async function syncFolder(path: string): Promise<void> {
  await using handle = await open(path, 'r');
  await handle.sync();
}

export interface CreateClusterOptions {
  folder: DataFolder;
  /** The folder with `bin/initdb`. */
  binaries: string;
  durable: boolean;
}
