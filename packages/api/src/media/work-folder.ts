import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const staleMs = 24 * 3_600_000;

/** Makes the folder, or removes from it what a crash left long ago. */
export async function prepareWorkFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > staleMs) await rm(path, { recursive: true, force: true });
  }
}
