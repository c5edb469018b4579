import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@dunlin/db';
import { makeDataFolder } from './data-folder.ts';

export interface RunningPostgres extends AsyncDisposable {
  url: string;
  /** Where a test's media are kept; gone with all else when disposed. */
  mediaFolder(name: string): string;
  removeMedia(name: string): Promise<void>;
}

/** An empty PostgreSQL in a folder of its own. */
export async function startPostgres(): Promise<RunningPostgres> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await makeDataFolder());
  const settings = { max_connections: '60', shared_buffers: '32MB' };
  const postgres = stack.use(
    await startEmbeddedPostgres({ dataDir: folder.postgres, durable: false, settings }),
  );
  const mediaFolder = (name: string) => join(folder.path, name);
  const owned = stack.move();
  return {
    url: postgres.url,
    mediaFolder,
    removeMedia: (name) => rm(mediaFolder(name), { recursive: true, force: true }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
