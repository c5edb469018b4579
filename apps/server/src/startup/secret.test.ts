import { mkdtempDisposable, readdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadSecret } from './secret.ts';

test('a secret that is made once is kept for its owner alone', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dunlin-secret-'));
  const file = join(folder.path, 'data/secret');
  const secret = await loadSecret({ type: 'generated', file });
  expect(secret).toMatch(/^[\w-]{43}$/);
  expect(await loadSecret({ type: 'generated', file })).toBe(secret);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await stat(join(folder.path, 'data'))).mode & 0o777).toBe(0o700);
});

test('those that start together agree on one secret and leave nothing else', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dunlin-secret-'));
  const file = join(folder.path, 'secret');
  const secrets = await Promise.all(
    Array.from({ length: 20 }, () => loadSecret({ type: 'generated', file })),
  );
  expect(new Set(secrets).size).toBe(1);
  expect(await readdir(folder.path)).toEqual(['secret']);
});

test('a file that holds no secret stops the start', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dunlin-secret-'));
  const file = join(folder.path, 'secret');
  await writeFile(file, 'short');
  await expect(loadSecret({ type: 'generated', file })).rejects.toThrow('does not hold a secret');
});

test('a folder that cannot be written stops the start and says so', async () => {
  await expect(loadSecret({ type: 'generated', file: '/dev/null/secret' })).rejects.toThrow(
    'Choose another DATA_DIR',
  );
});
