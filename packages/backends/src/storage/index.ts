export { createLocalDiskStorage } from './local-disk.ts';
export type { BlobInfo, ByteRange, Storage, StorageOptions, StoredBlob } from './storage.ts';
