import { join } from 'node:path';
import { startEmbeddedPostgres } from '@dunlin/db';
import type { ServerCalls, ServerOptions } from '../protocol.ts';
import { createAccounts } from './accounts.ts';
import { stopDateAt } from './clock-date.ts';
import { makeDataFolder } from './data-folder.ts';
import { createDatabases } from './databases.ts';
import { createFaults } from './http-faults.ts';
import { type Installation, startInstallation } from './start-installation.ts';

/** A database server, and on it one installation after the other, all at one address. */
export async function startServer(options: ServerOptions): Promise<TestServerThread> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await makeDataFolder());
  const postgres = stack.use(
    await startEmbeddedPostgres({
      dataDir: folder.postgres,
      durable: false,
      settings: { max_connections: '60', shared_buffers: '32MB' },
    }),
  );
  const databases = await createDatabases(postgres.url);
  const faults = createFaults();
  let installation: Installation | undefined;
  let number = 0;
  let port = 0;
  const start = async () => {
    number += 1;
    stopDateAt(options.now);
    const databaseUrl = await databases.create(`test_${number}`);
    await databases.setTime(databaseUrl, options.now);
    const mediaFolder = join(folder.path, `media-${number}`);
    installation = await startInstallation({ ...options, databaseUrl, mediaFolder, faults, port });
    port = Number(new URL(installation.url).port);
    return installation;
  };
  const end = async () => {
    const ending = installation;
    installation = undefined;
    await ending?.[Symbol.asyncDispose]();
    await databases.drop(`test_${number}`);
  };
  const current = () => {
    if (!installation) throw new Error('The test server is not running.');
    return installation;
  };
  stack.defer(async () => installation?.[Symbol.asyncDispose]());
  const { url } = await start();
  const accounts = createAccounts(() => current().api);
  const owned = stack.move();
  return {
    url,
    calls: {
      ...accounts,
      ...faults.calls,
      drain: () => current().drain(),
      async setTime(ms) {
        stopDateAt(ms);
        await databases.setTime(current().databaseUrl, ms);
        await current().followTime();
      },
      async reset() {
        await end();
        await faults.calls.removeFaults();
        faults.forget();
        await start();
      },
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

interface TestServerThread extends AsyncDisposable {
  url: string;
  calls: Omit<ServerCalls, 'stop'>;
}
