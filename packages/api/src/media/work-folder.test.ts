import { mkdir, mkdtempDisposable, readdir, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { openWorkFolder } from './work-folder.ts';

test('what a crash left is removed a day later, also while the process lives; resumable uploads are not', async () => {
  await using temporary = await mkdtempDisposable(join(tmpdir(), 'dunlin-work-'));
  const folder = temporary.path;
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  using _open = await openWorkFolder(folder);
  const yesterday = new Date(Date.now() - 25 * 3_600_000);
  await writeFile(join(folder, 'new'), '');
  for (const name of ['processing', 'tus']) {
    await mkdir(join(folder, name));
    await utimes(join(folder, name), yesterday, yesterday);
  }
  vi.advanceTimersByTime(3_600_000);
  vi.useRealTimers();
  await expect.poll(() => readdir(folder), { interval: 5 }).toEqual(['new', 'tus']);
});
