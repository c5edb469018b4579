import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, expect, test } from 'vitest';
import { describeStorage } from './conformance.ts';
import { createLocalDiskStorage } from './local-disk.ts';

const folder = await mkdtemp(join(tmpdir(), 'dunlin-storage-'));
afterAll(() => rm(folder, { recursive: true }));
const storage = await createLocalDiskStorage({ folder });

describeStorage('local disk', () => storage);

test('a draft that a crash left is removed a day later', async () => {
  const drafts = join(folder, '.drafts');
  const yesterday = new Date(Date.now() - 25 * 3_600_000);
  await writeFile(join(drafts, 'old'), '');
  await utimes(join(drafts, 'old'), yesterday, yesterday);
  await writeFile(join(drafts, 'new'), '');
  await createLocalDiskStorage({ folder });
  expect(await readdir(drafts)).toEqual(['new']);
});

test('a deleted blob leaves no empty folder', async () => {
  await storage.put('media/1/small.webp', Readable.from(['x']));
  await storage.delete('media/1/small.webp');
  expect(await readdir(join(folder, 'media'))).toEqual([]);
});
