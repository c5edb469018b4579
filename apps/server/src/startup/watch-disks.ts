import { statfs } from 'node:fs/promises';

const everyMs = 1_000;

export interface DiskState {
  /** Free bytes of each folder's disk, as last seen; one that was never read is missing. */
  readonly freeBytes: Readonly<Record<string, number>>;
  /** The folders whose disks have less than the margin; while there are any, nothing should be written. */
  readonly full: readonly string[];
}

export interface DiskWatch extends DiskState, Disposable {
  /** Whether so many bytes more leave the margin on each disk. */
  hasRoomFor(bytes: number): boolean;
}

export interface DiskWatchOptions {
  /** Paths of the folders that are written to, by the names that operators know them by. */
  folders: Readonly<Record<string, string>>;
  /** What is to stay free on each disk. */
  minFreeBytes: number;
  /** Told when a disk is full, and when it has room again. */
  onChange: (change: { folder: string; path: string; freeBytes: number; isFull: boolean }) => void;
  /** How much is free where a folder is. */
  measure?: (path: string) => Promise<number>;
}

/** Looks once a second how much room there is, so that writes can be refused before there is none. */
export async function watchDisks(options: DiskWatchOptions): Promise<DiskWatch> {
  const { folders, minFreeBytes, onChange, measure = measureFreeBytes } = options;
  const freeBytes: Record<string, number> = {};
  let full: readonly string[] = [];
  const look = async () => {
    const before = full;
    for (const [folder, path] of Object.entries(folders)) {
      // What cannot be measured now is taken to be as it was.
      const free = await measure(path).catch(() => freeBytes[folder]);
      if (free !== undefined) freeBytes[folder] = free;
    }
    full = Object.keys(freeBytes).filter((folder) => (freeBytes[folder] ?? 0) < minFreeBytes);
    for (const [folder, free] of Object.entries(freeBytes)) {
      const isFull = full.includes(folder);
      if (isFull !== before.includes(folder))
        onChange({ folder, path: folders[folder] ?? '', freeBytes: free, isFull });
    }
  };
  await look();
  let isLooking = false;
  const timer = setInterval(async () => {
    if (isLooking) return;
    isLooking = true;
    await look();
    isLooking = false;
  }, everyMs).unref();
  return {
    freeBytes,
    get full() {
      return full;
    },
    hasRoomFor: (bytes) => Object.values(freeBytes).every((free) => free - bytes >= minFreeBytes),
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

async function measureFreeBytes(path: string): Promise<number> {
  const { bavail, bsize, blocks } = await statfs(path);
  if (blocks === 0) throw new Error('this file system does not say how large it is');
  return bavail * bsize;
}
