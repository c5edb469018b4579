import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type ServerProcess, startServerProcess } from '@dunlin/harness/server-process';
import { makeWorld } from './account.ts';

/** Servers of one checkout, each of which begins with the same accounts and tweets. */
export interface World {
  /** With the limits that a host gets who sets none. */
  startServer(name: string): Promise<ServerProcess>;
}

export async function prepareWorld(folder: string, root?: string): Promise<World> {
  const secret = randomBytes(32).toString('base64');
  const start = (name: string, env: Record<string, string>) =>
    startServerProcess({
      env: { AUTH_SECRET: secret, LOG_LEVEL: 'warn', DATA_DIR: join(folder, name), ...env },
      logFile: join(folder, `${name}.log`),
      ...(root !== undefined && { root }),
    });
  {
    await using server = await start('template', {});
    await makeWorld(server.url);
  }
  return {
    async startServer(name) {
      // With its owners: for root, Postgres runs as somebody else.
      execFileSync('cp', ['--archive', join(folder, 'template'), join(folder, name)]);
      return start(name, { RATE_LIMIT_FACTOR: '1' });
    },
  };
}
