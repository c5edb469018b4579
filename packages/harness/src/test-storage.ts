import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalDiskStorage, type Storage } from '@dunlin/backends/storage';

/** A storage and a work folder, both gone when disposed. */
export async function createTestStorage(): Promise<TestStorage> {
  const folder = await mkdtemp(join(tmpdir(), 'dunlin-storage-'));
  return {
    storage: await createLocalDiskStorage({ folder: join(folder, 'blobs') }),
    workFolder: join(folder, 'work'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

interface TestStorage extends AsyncDisposable {
  storage: Storage;
  workFolder: string;
}
