import type { Readable } from 'node:stream';

/**
 * Keeps blobs by key. A key is 1 to 255 characters of `a-z A-Z 0-9 . _ -` in segments parted by `/`; no segment is empty
 * or begins with a dot, and no key is the folder of another.
 *
 * What every implementation owes:
 * - Atomicity: a blob is there whole or not at all. While `put` replaces one, readers get the old or the new one, whole;
 *   a `put` that fails, is aborted or dies with its process leaves what was there before.
 * - Durability: once `put` resolves, the blob outlives a crash of this process and of its machine.
 * - Visibility: what `put` and `delete` have done is seen by whoever asks after they resolve, on every node.
 * - Idempotence: every operation may be repeated; of two concurrent `put`s to a key one wins whole.
 * - Outages: what is out of reach, or refuses to serve, is told by StorageUnavailableError.
 * - Abort: an aborted signal ends the operation with the signal's reason, and the stream of `get` with an error.
 */
export interface Storage extends AsyncDisposable {
  /**
   * Stores bytes under key, replacing what is there. Reads the stream as fast as it can be stored; destroys it on failure.
   * @throws what the stream fails with, the signal's reason, or InvalidStorageKeyError
   */
  put(key: string, bytes: Readable, options?: StorageOptions): Promise<void>;

  /**
   * The blob, or the part of it that range names. The caller reads the stream to its end or destroys it.
   * @returns undefined when there is no such blob.
   */
  get(
    key: string,
    options?: StorageOptions & { range?: ByteRange | undefined },
  ): Promise<StoredBlob | undefined>;

  /** @returns undefined when there is no such blob. */
  stat(key: string, options?: StorageOptions): Promise<BlobInfo | undefined>;

  /** Removes the blob; without one it does nothing. */
  delete(key: string, options?: StorageOptions): Promise<void>;

  /** Keys that begin with prefix, in no certain order; what is written or deleted meanwhile may be missing or listed. */
  list(prefix: string, options?: StorageOptions): AsyncIterable<string>;
}

export interface StorageOptions {
  signal?: AbortSignal | undefined;
}

export interface BlobInfo {
  /** In bytes, of the whole blob. */
  size: number;
}

export interface StoredBlob extends BlobInfo {
  stream: Readable;
}

/** First and last byte, both included, counted from 0; within the blob. */
export interface ByteRange {
  start: number;
  end: number;
}

/** The storage cannot be used now, or at all; its cause says why. */
export class StorageUnavailableError extends Error {
  override readonly name = 'StorageUnavailableError';
  readonly code = 'STORAGE_UNAVAILABLE';

  constructor(cause: unknown) {
    super(`the storage cannot be used: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

export class InvalidStorageKeyError extends Error {
  override readonly name = 'InvalidStorageKeyError';

  constructor(key: string) {
    super(`not a storage key: ${JSON.stringify(key.slice(0, 100))}`);
  }
}

const segment = '[a-zA-Z0-9_-][a-zA-Z0-9._-]*';
const keyPattern = new RegExp(`^${segment}(/${segment})*$`);

/** @throws InvalidStorageKeyError */
export function assertStorageKey(key: string): void {
  if (key.length > 255 || !keyPattern.test(key)) throw new InvalidStorageKeyError(key);
}
