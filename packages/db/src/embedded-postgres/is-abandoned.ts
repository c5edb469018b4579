import { openDataFolder } from './data-folder.ts';
import { lockFolder } from './folder-lock.ts';

/** Whether no process holds the data folder, as after the end of the one that did; a folder that cannot be used is not. */
export async function isAbandoned(dataDir: string): Promise<boolean> {
  try {
    using _lock = lockFolder(await openDataFolder(dataDir));
    return true;
  } catch {
    return false;
  }
}
