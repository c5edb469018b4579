import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from './config.ts';

const secret = 'the secret of one installation, and long';

test('a variable may be in a file, whose closing newline is not part of it', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dunlin-variables-'));
  const file = join(folder.path, 'auth-secret');
  await writeFile(file, `${secret}\n`);
  expect(loadConfig({ AUTH_SECRET_FILE: file }).secret).toEqual({ type: 'given', value: secret });
  expect(() => loadConfig({ AUTH_SECRET_FILE: file, AUTH_SECRET: secret })).toThrow(
    'AUTH_SECRET_FILE must not be set beside AUTH_SECRET',
  );
});

test('what is wrong in a file is told as if it were in the variable, beside what else is wrong', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dunlin-variables-'));
  const file = join(folder.path, 'auth-secret');
  await writeFile(file, 'hunter2');
  const load = () => loadConfig({ AUTH_SECRET_FILE: file, DATABASE_URL_FILE: `${file}.none`, PORT: 'http' });
  expect(load).toThrow('DATABASE_URL_FILE names a file that cannot be read (ENOENT)');
  expect(load).toThrow('AUTH_SECRET must have at least 32 characters');
  expect(load).toThrow('PORT must be a number');
  expect(load).not.toThrow('hunter2');
});
