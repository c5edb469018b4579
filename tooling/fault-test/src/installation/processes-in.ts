import { readdir, readFile, readlink } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits until no process works in a folder or below. Every process of an embedded Postgres does, its watchdog too.
 * Linux only.
 * @returns how long it took, and the command lines of those that are left after all.
 */
export async function waitUntilNoProcessIn(
  folder: string,
  withinMs: number,
): Promise<{ goneMs: number; left: string[] }> {
  const startedAt = performance.now();
  for (;;) {
    const left = await listProcessesIn(folder);
    const goneMs = performance.now() - startedAt;
    if (left.length === 0 || goneMs > withinMs) return { goneMs, left };
    await delay(20);
  }
}

async function listProcessesIn(folder: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      // A process may end while it is looked at, and those of other users are not ours to look at.
      const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => '');
      if (!cwd.startsWith(folder)) return [];
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return [`${pid} ${command.replaceAll('\0', ' ').trim()}`];
    }),
  );
  return found.flat();
}
