import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase } from '@dunlin/testing';
import { startServerProcess } from '@dunlin/testing/server-process';
import { expect, inject, test } from 'vitest';
import { npmClients } from './clients.ts';
import { isRight, signOutClients } from './sign-out-clients.ts';

test('programs whose session ends are told and end, also when they were cut off at that moment', {
  timeout: 90_000,
}, async () => {
  await using database = await createTestDatabase(inject('postgresUrl'));
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dunlin-sse-'));
  await using server = await startServerProcess({
    env: { DATA_DIR: folder.path, DATABASE_URL: database.url },
    logFile: join(folder.path, 'server.log'),
  });
  const signOuts = await signOutClients(server.url, {
    clients: npmClients,
    patienceMs: 60_000,
    watchedMs: 30_000,
  });
  expect(signOuts).toHaveLength(npmClients.length * 2);
  expect(signOuts.filter((signOut) => !isRight(signOut))).toEqual([]);
});
