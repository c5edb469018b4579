import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, expect, test, vi } from 'vitest';
import { describeStorage } from './conformance.ts';
import { createLocalDiskStorage } from './local-disk.ts';

const folder = await mkdtemp(join(tmpdir(), 'dunlin-storage-'));
afterAll(() => rm(folder, { recursive: true }));
const storage = await createLocalDiskStorage({ folder });

describeStorage('local disk', () => storage);

test('a draft that a crash left is removed a day later', async () => {
  const drafts = join(folder, '.drafts');
  const leaveDrafts = async () => {
    const yesterday = new Date(Date.now() - 25 * 3_600_000);
    await writeFile(join(drafts, 'old'), '');
    await utimes(join(drafts, 'old'), yesterday, yesterday);
    await writeFile(join(drafts, 'new'), '');
  };
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  await leaveDrafts();
  await using _restarted = await createLocalDiskStorage({ folder });
  expect(await readdir(drafts)).toEqual(['new']);
  await leaveDrafts();
  vi.advanceTimersByTime(3_600_000);
  vi.useRealTimers();
  await expect.poll(() => readdir(drafts), { interval: 5 }).toEqual(['new']);
});

test('a deleted blob leaves no empty folder', async () => {
  await storage.put('media/1/small.webp', Readable.from(['x']));
  await storage.delete('media/1/small.webp');
  expect(await readdir(join(folder, 'media'))).toEqual([]);
});
