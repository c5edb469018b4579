import { join } from 'node:path';
import { findFreePort } from '@dunlin/harness/free-port';
import { type ServerProcess, startServerProcess } from '@dunlin/harness/server-process';
import { type Link, startLink } from './link.ts';
import { runServerCommand } from './run-server-command.ts';
import type { Services } from './services.ts';

export type Role = 'all' | 'api' | 'worker';
export type LinkedService = 'postgres' | 'redis' | 'typesense';

/** One process of the server, with links of its own to the services. */
export interface Node extends AsyncDisposable {
  readonly name: string;
  readonly url: string;
  /** Of the process that runs now. */
  readonly pid: number;
  /** What it keeps of its own. */
  readonly dataDir: string;
  /** @throws Error when the node reaches the service without one: Sentinels and clusters tell their clients where to go. */
  link(service: LinkedService): Link;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Starts it where it was. */
  start(): Promise<void>;
  /** Runs a command of the server beside it, with the same environment. */
  run(command: string, ...args: string[]): ReturnType<typeof runServerCommand>;
}

export async function startNode({ name, role, folder, services, environment }: NodeOptions): Promise<Node> {
  await using stack = new AsyncDisposableStack();
  const { postgres, redis, sentinel, cluster, typesense } = services;
  const links = new Map<LinkedService, Link>();
  const linkTo = async (service: LinkedService, url: string) => {
    const link = stack.use(await startLink(await findFreePort(), Number(new URL(url).port)));
    links.set(service, link);
    return withPort(url, link.port);
  };
  const dataDir = join(folder, name);
  const port = String(await findFreePort());
  const env: Record<string, string> = {
    ...environment,
    // Half a dozen processes that start at once have the same code to compile.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? '',
    ...{ DATA_DIR: dataDir, DUNLIN_ROLE: role, PORT: port, LOG_LEVEL: 'warn' },
    DATABASE_URL: postgres ? await linkTo('postgres', postgres.url) : '',
    REDIS_URL: redis ? await linkTo('redis', redis.url) : (sentinel?.url ?? cluster?.url ?? ''),
    ...(typesense && {
      TYPESENSE_URL: await linkTo('typesense', typesense.url),
      TYPESENSE_API_KEY: typesense.apiKey,
    }),
  };
  let server: ServerProcess | undefined;
  const start = async () => {
    server = await startServerProcess({ env, logFile: join(folder, `${name}.log`) });
  };
  await start();
  stack.defer(() => server?.[Symbol.asyncDispose]());
  const owned = stack.move();
  return {
    ...{ name, dataDir, start },
    url: `http://127.0.0.1:${port}`,
    get pid() {
      return server?.pid ?? 0;
    },
    run: (command, ...args) => runServerCommand(command, { args, env }),
    kill: async () => server?.kill(),
    link(service) {
      const link = links.get(service);
      if (!link) throw new Error(`${name} has no link to ${service}`);
      return link;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function withPort(url: string, port: number): string {
  const changed = new URL(url);
  changed.port = String(port);
  return changed.href;
}

interface NodeOptions {
  name: string;
  role: Role;
  folder: string;
  services: Services;
  environment: Record<string, string>;
}
