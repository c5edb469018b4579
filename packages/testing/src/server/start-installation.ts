import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Api, createApi, endSuspensions, schedules } from '@dunlin/api';
import { type Bus, createInProcessBus } from '@dunlin/backends/bus';
import { createPostgresSearch } from '@dunlin/backends/search';
import { createLocalDiskStorage } from '@dunlin/backends/storage';
import { createDatabase } from '@dunlin/db';
import { createLogger } from '@dunlin/server/logger';
import { createObservability } from '@dunlin/server/observability';
import { createServer, type ServerOptions as HttpOptions } from '@dunlin/server/server';
import type { FastifyInstance } from 'fastify';
import type { ServerOptions } from '../protocol.ts';
import type { Faults } from './http-faults.ts';

const attempts = 100;
const pauseMs = 50;

export interface Installation extends AsyncDisposable {
  url: string;
  databaseUrl: string;
  api: Api;
  drain(): Promise<void>;
  /** Does what is due by a time that has changed. */
  followTime(): Promise<void>;
}

export interface InstallationOptions extends ServerOptions {
  databaseUrl: string;
  mediaFolder: string;
  faults: Faults;
  /** 0 takes a free one. */
  port: number;
}

/** The whole product on one database, put together as the server's own program does, on loopback and silent. */
export async function startInstallation(options: InstallationOptions): Promise<Installation> {
  const { databaseUrl, mediaFolder, rateLimits } = options;
  await using stack = new AsyncDisposableStack();
  const db = createDatabase({ url: databaseUrl, maxConnections: 10 });
  stack.defer(() => db.destroy());
  const bus = stack.use(createBus());
  const errors: unknown[] = [];
  const api = stack.use(
    await createApi({
      db,
      databaseUrl,
      bus,
      search: createPostgresSearch(db),
      storage: await createLocalDiskStorage({ folder: join(mediaFolder, 'blobs') }),
      workFolder: join(mediaFolder, 'work'),
      secret: 'the secret of a server that only tests know',
      settings: {
        rateLimitFactor: rateLimits ? 1 : 1_000_000,
        impressionFlushMs: 3_600_000,
        // What happens by the clock happens when the test moves it.
        runSchedules: false,
      },
      onError: (error) => void errors.push(error),
    }),
  );
  const drain = async () => {
    await api.drain();
    const failures = errors.splice(0);
    if (failures.length > 0) throw new AggregateError(failures, `The server failed: ${String(failures[0])}`);
  };
  const { url } = stack.use(await listen(api, options));
  const owned = stack.move();
  return {
    url,
    databaseUrl,
    api,
    drain,
    async followTime() {
      bus.tellGap();
      // What happens by the clock is made of what has been done, whose effects may be on their way.
      await drain();
      await endSuspensions(api.services);
      for (const schedule of schedules) await schedule.run(api.services);
      await drain();
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function listen(
  api: Api,
  { port, faults, corsOrigins }: InstallationOptions,
): Promise<{ url: string } & AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  const logger = createLogger('silent');
  const observability = stack.use(
    await createObservability({ tracing: undefined, errorWebhook: undefined }, { logger }),
  );
  const config: HttpOptions['config'] = {
    ...{ role: 'all' as const, trustProxy: false as const, publicUrl: undefined, metricsToken: undefined },
    corsOrigins,
  };
  const server = await createServer({
    ...{ api, config, logger, observability, redis: undefined },
    // A test server's disk is never said to be full.
    disks: { full: [], freeBytes: {} },
  });
  faults.meet(server.server);
  stack.defer(async () => {
    const closed = server.close();
    server.server.closeAllConnections();
    await closed;
  });
  const url = await listenAt(port, server);
  const owned = stack.move();
  return { url, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** Between two installations anybody may be given their port, if only for a connection: it comes free again. */
async function listenAt(port: number, server: FastifyInstance): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await server.listen({ port, host: '127.0.0.1' });
    } catch (error) {
      const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (!isTaken || attempt === attempts) throw error;
      await delay(pauseMs);
    }
  }
}

/** Says that hints may have been lost when the time has changed: what was looked up before is looked up again. */
function createBus(): Bus & { tellGap(): void } {
  const bus = createInProcessBus();
  const listeners = new Set<() => void>();
  return {
    ...bus,
    onGap(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    tellGap() {
      for (const listener of listeners) listener();
    },
  };
}
