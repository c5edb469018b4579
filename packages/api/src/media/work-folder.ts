import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const staleMs = 24 * 3_600_000;
const cleaningMs = 3_600_000;
/** Uploads that may go on have an expiry of their own. */
const keptName = 'tus';

/** Makes the folder; what a crash left in it is removed a day later, until this is disposed. */
export async function openWorkFolder(folder: string): Promise<Disposable> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await removeStale(folder);
  // What cannot be removed now is tried again.
  const cleaning = setInterval(() => removeStale(folder).catch(() => {}), cleaningMs).unref();
  return { [Symbol.dispose]: () => clearInterval(cleaning) };
}

async function removeStale(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const found = name === keptName ? undefined : await stat(path).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > staleMs) await rm(path, { recursive: true, force: true });
  }
}
