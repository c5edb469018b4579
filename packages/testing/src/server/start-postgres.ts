import { join } from 'node:path';
import { startEmbeddedPostgres } from '@dunlin/db';
import { makeDataFolder } from './data-folder.ts';

export interface RunningPostgres extends AsyncDisposable {
  url: string;
  /** Where a test's media are kept; gone with all else when disposed. */
  mediaFolder(name: string): string;
}

/** An empty PostgreSQL in a folder of its own. */
export async function startPostgres(): Promise<RunningPostgres> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await makeDataFolder());
  const settings = { max_connections: '60', shared_buffers: '32MB' };
  const postgres = stack.use(
    await startEmbeddedPostgres({ dataDir: folder.postgres, durable: false, settings }),
  );
  const owned = stack.move();
  return {
    url: postgres.url,
    mediaFolder: (name) => join(folder.path, name),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
