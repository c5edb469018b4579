import { createLocalDiskStorage, type Storage } from '@dunlin/backends/storage';
import type { StorageConfig } from './storage-config.ts';

/** Loads Amazon's SDK only where it is used. */
export async function openStorage(config: StorageConfig): Promise<Storage> {
  if (config.type === 'disk') return createLocalDiskStorage(config);
  const { createS3Storage } = await import('@dunlin/backends/storage/s3');
  return createS3Storage(config);
}
