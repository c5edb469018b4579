import { execFile } from 'node:child_process';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

const FAST_MS = 20_000;
const IMMEDIATE_MS = 30_000;

/**
 * The `cluster_name` under which a cluster runs. Every process of it carries the name in its command line, which any user
 * may read: this tells our own orphans from a stranger that got their process id. An inode survives renaming the folder.
 */
export async function clusterNameOf(cluster: string): Promise<string> {
  const { dev, ino } = await stat(cluster);
  return `dunlin-${dev}-${ino}`;
}

/**
 * Ends what a dead server left running on the cluster and removes a pid file that points to a stranger. The caller holds
 * the folder's lock, so whatever still runs has lost its parent.
 *
 * @returns whether the cluster was left without a clean shutdown
 * @throws EmbeddedPostgresError `DATA_DIR_IN_USE` when an orphan does not end
 */
export async function endOrphans(cluster: string): Promise<boolean> {
  const name = await clusterNameOf(cluster);
  const since = Date.now();
  let orphans = await listProcesses(name);
  while (orphans.length > 0) {
    const waitedMs = Date.now() - since;
    if (waitedMs > IMMEDIATE_MS) throw orphanStays(cluster, orphans);
    for (const { pid, isPostmaster } of orphans) {
      if (isPostmaster) signal(pid, waitedMs < FAST_MS ? 'SIGINT' : 'SIGQUIT');
    }
    await delay(50);
    orphans = await listProcesses(name);
  }
  const left = await readPostmasterFile(cluster);
  if (!left) return false;
  // PostgreSQL would take the stranger for its postmaster. Any other stale file it handles better itself.
  if (isAlive(left.pid)) await rm(join(cluster, 'postmaster.pid'));
  return true;
}

/** What the running or last postmaster wrote about itself; undefined when the cluster is down or the file is being written. */
export async function readPostmasterFile(cluster: string): Promise<PostmasterFile | undefined> {
  try {
    const lines = (await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n');
    const pid = Number(lines[0]);
    return pid > 0 ? { pid, port: Number(lines[3]), isReady: lines[7]?.trim() === 'ready' } : undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function listProcesses(clusterName: string): Promise<ClusterProcess[]> {
  const commandLines = process.platform === 'linux' ? await readProc() : await askPs();
  return commandLines.flatMap(({ pid, words }) => {
    const isOurs = words.some((word) => word === `cluster_name=${clusterName}` || word === `${clusterName}:`);
    return isOurs ? [{ pid, isPostmaster: basename(words[0] ?? '') === 'postgres' }] : [];
  });
}

async function readProc(): Promise<CommandLine[]> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0);
  return await Promise.all(
    pids.map(async (pid) => {
      const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return { pid, words: line.split(/[\0 ]/) };
    }),
  );
}

async function askPs(): Promise<CommandLine[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axwwo', 'pid=,command=']);
  return stdout.split('\n').map((line) => {
    const [pid, ...words] = line.trim().split(' ');
    return { pid: Number(pid), words };
  });
}

function signal(pid: number, name: 'SIGINT' | 'SIGQUIT'): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself, or is another user's: then the loop's bound reports it.
  }
}

function orphanStays(cluster: string, orphans: ClusterProcess[]): EmbeddedPostgresError {
  const pids = orphans.map(({ pid }) => pid).join(', ');
  return new EmbeddedPostgresError(
    'DATA_DIR_IN_USE',
    `The data folder ${cluster} is in use by PostgreSQL processes (${pids}) that a dead server left and that do not end. End them, or set DATA_DIR to another folder.`,
  );
}

interface PostmasterFile {
  pid: number;
  port: number;
  isReady: boolean;
}

interface CommandLine {
  pid: number;
  words: string[];
}

interface ClusterProcess {
  pid: number;
  isPostmaster: boolean;
}
