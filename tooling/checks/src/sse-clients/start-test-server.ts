import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase } from '@dunlin/harness';
import { startServerProcess } from '@dunlin/harness/server-process';
import { inject } from 'vitest';

/** A server in a process of its own, over a database and a folder of its own that go with it. */
export async function startTestServer(): Promise<AsyncDisposable & { url: string }> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await createTestDatabase(inject('postgresUrl')));
  const folder = stack.use(await mkdtempDisposable(join(tmpdir(), 'dunlin-sse-')));
  const { url } = stack.use(
    await startServerProcess({
      env: { DATA_DIR: folder.path, DATABASE_URL: database.url },
      logFile: join(folder.path, 'server.log'),
    }),
  );
  const owned = stack.move();
  return { url, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
