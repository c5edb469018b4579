import { mkdtemp, readdir, rm, stat, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAbandoned } from '@dunlin/db';

const prefix = 'dunlin-test-server-';
const memoryFolder = '/dev/shm';
const neededBytes = 1024 ** 3;
/** A folder as young as this may be one that nobody has locked yet. */
const youngMs = 60_000;

/** A new folder for all that a server keeps, without those that servers left behind which were killed. */
export async function makeDataFolder(): Promise<{ path: string; postgres: string } & AsyncDisposable> {
  // Which of the two was chosen, room decided at the time.
  for (const parent of [memoryFolder, tmpdir()]) await sweep(parent);
  const path = await mkdtemp(join(await temporaryFolder(), prefix));
  return {
    path,
    postgres: postgresOf(path),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

const postgresOf = (path: string) => join(path, 'postgres');

/** In memory where there is room: a database is some 300 files, which are copied for each `reset`. */
async function temporaryFolder(): Promise<string> {
  const space = await statfs(memoryFolder).catch(() => undefined);
  return space && space.bavail * space.bsize > neededBytes ? memoryFolder : tmpdir();
}

/** Best effort: another may sweep at the same time, and what belongs to another user stays. */
async function sweep(parent: string): Promise<void> {
  for (const name of await readdir(parent).catch(() => [])) {
    if (!name.startsWith(prefix)) continue;
    const path = join(parent, name);
    const found = await stat(path).catch(() => undefined);
    if (!found || Date.now() - found.mtimeMs < youngMs || !(await isAbandoned(postgresOf(path)))) continue;
    await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}
