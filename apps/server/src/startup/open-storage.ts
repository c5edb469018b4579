import { access, constants, mkdir } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createLocalDiskStorage, type Storage } from '@dunlin/backends/storage';
import { StartupError } from './startup-error.ts';
import type { StorageConfig } from './storage-config.ts';

/** Loads Amazon's SDK only where it is used. @throws StartupError when the storage cannot be written to. */
export async function openStorage(config: StorageConfig): Promise<Storage> {
  if (config.type === 'disk') return createLocalDiskStorage({ folder: await makeFolder(config.folder) });
  const { createS3Storage } = await import('@dunlin/backends/storage/s3');
  const storage = createS3Storage(config);
  try {
    await storage.put('startup-check', Readable.from([Buffer.from('ok')]));
    await storage.delete('startup-check');
    return storage;
  } catch (cause) {
    await storage[Symbol.asyncDispose]();
    const { bucket, endpoint = 'Amazon S3' } = config;
    const place = `Media cannot be stored in the bucket ${bucket} at ${endpoint}: ${messageOf(cause)}.`;
    throw new StartupError(
      `${place} Check that S3_BUCKET, S3_ENDPOINT, S3_REGION and S3_PATH_STYLE are right, and that the key may read, write, delete and list there.`,
      { cause },
    );
  }
}

/** @returns the folder, made if need be. @throws StartupError when it cannot be used. */
export async function makeFolder(folder: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return folder;
  } catch (cause) {
    const advice = 'Check that DATA_DIR is a folder that this user may write to, or choose another.';
    throw new StartupError(`The folder ${folder} cannot be used: ${messageOf(cause)}. ${advice}`, { cause });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
