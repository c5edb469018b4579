import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { expect, vi } from 'vitest';

const run = promisify(execFile);

export async function postmasterOf(dataDir: string): Promise<number> {
  return Number.parseInt(await readFile(join(dataDir, 'cluster/postmaster.pid'), 'utf8'), 10);
}

/** Waits until the process is gone. A zombie that nobody has collected yet has ended, too. */
export async function hasEnded(pid: number): Promise<void> {
  const readState = () => run('ps', ['-o', 'stat=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  await vi.waitFor(async () => expect((await readState()).stdout).toMatch(/^(Z.*)?\s*$/), {
    timeout: 5000,
    interval: 20,
  });
}

/** `kill -9` for both shells: the one that holds PostgreSQL and the one that reads from the server, in a session of their own. */
export async function killWatchdogOf(postmaster: number): Promise<void> {
  const { stdout } = await run('ps', ['-axo', 'pid=,sess=,comm=']);
  const processes = stdout.split('\n').map((line) => line.trim().split(/\s+/));
  const session = processes.find(([pid]) => Number(pid) === postmaster)?.[1];
  for (const [pid, sess, command] of processes) {
    if (sess === session && command === 'sh') process.kill(Number(pid), 'SIGKILL');
  }
}
