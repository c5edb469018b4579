import type { ServerCalls, ServerOptions } from '../protocol.ts';
import { createAccounts } from './accounts.ts';
import { stopDateAt } from './clock-date.ts';
import { createDatabases } from './databases.ts';
import { createFaults } from './http-faults.ts';
import { type Installation, startInstallation } from './start-installation.ts';
import type { RunningPostgres } from './start-postgres.ts';

export interface TestServerThread extends AsyncDisposable {
  url: string;
  calls: Omit<ServerCalls, 'stop'>;
}

/** One installation after the other on this PostgreSQL, each with a database of its own, all at one address. */
export async function startServer(
  postgres: RunningPostgres,
  options: ServerOptions,
): Promise<TestServerThread> {
  const databases = await createDatabases(postgres.url);
  const faults = createFaults(options.corsOrigins);
  let number = 0;
  let port = 0;

  const start = async (): Promise<Installation> => {
    number += 1;
    const name = nameOf(number);
    stopDateAt(options.now);
    const databaseUrl = await databases.create(name);
    await databases.setTime(databaseUrl, options.now);
    const mediaFolder = postgres.mediaFolder(name);
    const started = await startInstallation({ ...options, databaseUrl, mediaFolder, faults, port });
    port = Number(new URL(started.url).port);
    return started;
  };
  let current = await start();
  const restart = async () => {
    await current[Symbol.asyncDispose]();
    const name = nameOf(number);
    await Promise.all([databases.drop(name), postgres.removeMedia(name)]);
    faults.reset();
    current = await start();
  };
  let restarted = Promise.resolve();

  return {
    url: current.url,
    calls: {
      ...createAccounts(() => current.api),
      ...faults.calls,
      drain: () => current.drain(),
      async setTime(ms) {
        stopDateAt(ms);
        await databases.setTime(current.databaseUrl, ms);
        await current.followTime();
      },
      reset() {
        // In turn: each ends what the one before it has started.
        restarted = restarted.then(restart, restart);
        return restarted;
      },
    },
    async [Symbol.asyncDispose]() {
      await Promise.allSettled([restarted]);
      await current[Symbol.asyncDispose]();
    },
  };
}

const nameOf = (number: number) => `test_${number}`;
