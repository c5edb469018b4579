import { Readable } from 'node:stream';
import { canRunS3Server, s3ServerTitle, startS3Server } from '@dunlin/harness/s3-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeStorage } from './conformance.ts';
import { createS3Storage, type S3StorageOptions } from './s3.ts';
import type { Storage } from './storage.ts';

describe.runIf(canRunS3Server)(s3ServerTitle, () => {
  const stack = new AsyncDisposableStack();
  let options: S3StorageOptions;
  let storage: Storage;
  beforeAll(async () => {
    options = await startS3Server(stack);
    storage = stack.use(createS3Storage(options));
  });
  afterAll(() => stack.disposeAsync());

  describeStorage('S3', () => storage);

  test('two prefixes of a bucket keep their blobs apart', async () => {
    await using other = createS3Storage({ ...options, prefix: 'other/' });
    await other.put('key', Readable.from(['x']));
    expect(await storage.stat('key')).toBeUndefined();
    expect(await Array.fromAsync(other.list(''))).toEqual(['key']);
  });

  test('a hundred readers that do not read on hold up nobody', async () => {
    await storage.put('slow', Readable.from([Buffer.alloc(1_000_000)]));
    const readers = await Promise.all(Array.from({ length: 100 }, () => storage.get('slow')));
    expect(await storage.stat('slow')).toEqual({ size: 1_000_000 });
    for (const reader of readers) reader?.stream.destroy();
  });

  test('a bucket that is not there is told as an outage', async () => {
    await using other = createS3Storage({ ...options, bucket: 'nowhere' });
    const outage = { code: 'STORAGE_UNAVAILABLE', cause: expect.objectContaining({ name: 'NoSuchBucket' }) };
    await expect(other.put('key', Readable.from(['x']))).rejects.toMatchObject(outage);
    await expect(other.get('key')).rejects.toMatchObject(outage);
    await expect(Array.fromAsync(other.list(''))).rejects.toMatchObject(outage);
  });
});
