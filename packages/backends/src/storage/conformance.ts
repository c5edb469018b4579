import { randomBytes, randomUUID } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { InvalidStorageKeyError, type Storage } from './storage.ts';

/** More than one part of an S3 upload. */
const largeBytes = 11 * 1024 * 1024 + 7;

/** What every implementation of `Storage` must pass; the storage may hold other blobs. */
export function describeStorage(name: string, getStorage: () => Storage): void {
  describe(`${name} storage`, () => {
    describeBlobs(getStorage);
    describeFailures(getStorage);
    describeLists(getStorage);
    describeKeys(getStorage);
  });
}

function describeBlobs(getStorage: () => Storage): void {
  it.each([0, 1, 100_000, largeBytes])('gives back the %i bytes that it was given', async (size) => {
    const [storage, key] = [getStorage(), randomKey()];
    const bytes = randomBytes(size);
    await storage.put(key, streamOf(bytes));
    expect(await storage.stat(key)).toEqual({ size });
    const read = await readWhole(storage, key);
    expect(read?.equals(bytes)).toBe(true);
  });

  it('gives the part that a range names, and the size of the whole', async () => {
    const [storage, key] = [getStorage(), randomKey()];
    await storage.put(key, streamOf('0123456789'));
    const parts: string[] = [];
    for (const range of [
      { start: 0, end: 0 },
      { start: 2, end: 5 },
      { start: 9, end: 9 },
      { start: 0, end: 9 },
    ]) {
      const found = await storage.get(key, { range });
      expect(found?.size).toBe(10);
      parts.push(found ? String(await buffer(found.stream)) : 'none');
    }
    expect(parts).toEqual(['0', '2345', '9', '0123456789']);
  });

  it('replaces a blob whole, and lets who reads the old one finish', async () => {
    const [storage, key] = [getStorage(), randomKey()];
    const old = randomBytes(300_000);
    await storage.put(key, streamOf(old));
    const reading = await storage.get(key);
    await storage.put(key, streamOf('new'));
    expect(reading && (await buffer(reading.stream)).equals(old)).toBe(true);
    expect(String(await readWhole(storage, key))).toBe('new');
  });

  it('keeps one of two blobs put at once, whole', async () => {
    const [storage, key] = [getStorage(), randomKey()];
    const candidates = [randomBytes(200_000), randomBytes(200_000)];
    await Promise.all(candidates.map((bytes) => storage.put(key, streamOf(bytes))));
    const kept = await readWhole(storage, key);
    expect(candidates.some((bytes) => kept?.equals(bytes))).toBe(true);
  });

  it('has nothing where nothing was put', async () => {
    const [storage, key] = [getStorage(), randomKey()];
    expect(await storage.get(key)).toBeUndefined();
    expect(await storage.get(key, { range: { start: 0, end: 1 } })).toBeUndefined();
    expect(await storage.stat(key)).toBeUndefined();
  });

  it('deletes a blob, and deletes it again', async () => {
    const [storage, key] = [getStorage(), randomKey()];
    await storage.put(key, streamOf('bytes'));
    await storage.delete(key);
    await storage.delete(key);
    expect(await storage.stat(key)).toBeUndefined();
    await storage.put(key, streamOf('again'));
    expect(String(await readWhole(storage, key))).toBe('again');
  });
}

function describeFailures(getStorage: () => Storage): void {
  it.each([
    { kind: 'small', size: 10 },
    { kind: 'large', size: largeBytes },
  ])('keeps what was there when the stream of a $kind blob fails', async ({ size }) => {
    const [storage, key] = [getStorage(), randomKey()];
    await storage.put(key, streamOf('before'));
    const failure = new Error('cut off');
    const failing = Readable.from(
      (async function* () {
        yield randomBytes(size);
        throw failure;
      })(),
    );
    await expect(storage.put(key, failing)).rejects.toBe(failure);
    expect(failing.destroyed).toBe(true);
    expect(String(await readWhole(storage, key))).toBe('before');
  });

  it('keeps what was there when a put is aborted, and rejects with the reason', async () => {
    const [storage, key] = [getStorage(), randomKey()];
    await storage.put(key, streamOf('before'));
    const abort = new AbortController();
    const endless = new PassThrough();
    endless.write('the beginning');
    const putting = storage.put(key, endless, { signal: abort.signal });
    const reason = new Error('changed my mind');
    abort.abort(reason);
    await expect(putting).rejects.toBe(reason);
    expect(endless.destroyed).toBe(true);
    expect(String(await readWhole(storage, key))).toBe('before');
  });

  it('does nothing whose signal is aborted before', async () => {
    const [storage, key] = [getStorage(), randomKey()];
    const signal = AbortSignal.abort(new Error('gone'));
    await storage.put(key, streamOf('bytes'));
    await expect(storage.put(key, streamOf('other'), { signal })).rejects.toThrow('gone');
    await expect(storage.delete(key, { signal })).rejects.toThrow();
    await expect(storage.get(key, { signal })).rejects.toThrow();
    expect(String(await readWhole(storage, key))).toBe('bytes');
  });

  it('ends the stream of a get with its signal', async () => {
    const [storage, key] = [getStorage(), randomKey()];
    await storage.put(key, streamOf(randomBytes(largeBytes)));
    const abort = new AbortController();
    const found = await storage.get(key, { signal: abort.signal });
    abort.abort();
    await expect(found && buffer(found.stream)).rejects.toThrow();
  });
}

function describeLists(getStorage: () => Storage): void {
  it('lists the keys of a prefix, and no others', async () => {
    const [storage, root] = [getStorage(), randomKey()];
    const keys = [`${root}/a/1`, `${root}/a/2.jpg`, `${root}/ab`, `${root}/b/c/d`];
    for (const key of keys) await storage.put(key, streamOf('x'));
    const list = async (prefix: string) => (await Array.fromAsync(storage.list(prefix))).sort();
    expect(await list(`${root}/`)).toEqual(keys);
    expect(await list(`${root}/a`)).toEqual(keys.slice(0, 3));
    expect(await list(`${root}/a/`)).toEqual(keys.slice(0, 2));
    expect(await list(`${root}/none/`)).toEqual([]);
  });

  it('lists what is being deleted', async () => {
    const [storage, root] = [getStorage(), randomKey()];
    for (const name of ['1', '2', '3']) await storage.put(`${root}/${name}`, streamOf('x'));
    for await (const key of storage.list(`${root}/`)) await storage.delete(key);
    expect(await Array.fromAsync(storage.list(`${root}/`))).toEqual([]);
  });
}

function describeKeys(getStorage: () => Storage): void {
  it.each([
    '',
    '/',
    '/a',
    'a/',
    'a//b',
    '..',
    '../a',
    'a/../b',
    '.drafts/x',
    'a\\b',
    'a\0b',
    'ä',
    'a'.repeat(256),
  ])('refuses the key %j', async (key) => {
    const storage = getStorage();
    const stream = streamOf('x');
    await expect(storage.put(key, stream)).rejects.toBeInstanceOf(InvalidStorageKeyError);
    expect(stream.destroyed).toBe(true);
    await expect(storage.get(key)).rejects.toBeInstanceOf(InvalidStorageKeyError);
    await expect(storage.stat(key)).rejects.toBeInstanceOf(InvalidStorageKeyError);
    await expect(storage.delete(key)).rejects.toBeInstanceOf(InvalidStorageKeyError);
  });
}

function randomKey(): string {
  return `test-${randomUUID()}`;
}

function streamOf(bytes: Buffer | string): Readable {
  return Readable.from([Buffer.from(bytes)]);
}

async function readWhole(storage: Storage, key: string): Promise<Buffer | undefined> {
  const found = await storage.get(key);
  return found && buffer(found.stream);
}
