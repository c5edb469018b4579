import { join } from 'node:path';
import { type Api, createApi, type Settings } from '@dunlin/api';
import { createPostgresSearch } from '@dunlin/backends/search';
import type { Web } from '@dunlin/web';
import type { FastifyInstance } from 'fastify';
import { createServer } from './http/server.ts';
import { logBackgroundFailure } from './observability/log-failure.ts';
import { createLogger, type Logger } from './observability/logger.ts';
import { createObservability, type Observability } from './observability/observability.ts';
import { assertCanListen, explainListening } from './startup/can-listen.ts';
import { claimForServer } from './startup/claim-for-server.ts';
import type { Config } from './startup/config.ts';
import { meetServers } from './startup/meet-servers.ts';
import { type DatabaseStep, type OpenDatabase, openDatabase } from './startup/open-database.ts';
import { openBus, openRedis } from './startup/open-redis.ts';
import { openPreparedReplica } from './startup/open-search.ts';
import { makeFolder, openStorage } from './startup/open-storage.ts';
import { loadSecret } from './startup/secret.ts';
import { toSettings } from './startup/to-settings.ts';
import { type DiskWatch, type DiskWatchOptions, watchDisks } from './startup/watch-disks.ts';
import type { LiveLimits } from './trpc/live.ts';

/** Requests under way when the server is told to stop have this long to finish. */
const finishMs = 10_000;

/** A running server. Disposing it finishes what is under way, and stops what starting it started, in reverse. */
export interface App extends AsyncDisposable {
  /** Where it listens, without a slash at its end. */
  url: string;
  api: Api;
}

export interface AppOptions {
  onProgress?: (step: DatabaseStep) => void;
  logger?: Logger;
  /** What watches the server; made and ended with it unless given. */
  observability?: Observability;
  /** The pages to serve; ended with the server. */
  web?: Web | undefined;
  settings?: Partial<Settings>;
  liveLimits?: Partial<LiveLimits>;
  pingMs?: number;
  requestTimeoutMs?: number;
  /** How many bytes are free where a folder is; asked of the system unless given. */
  measureFreeBytes?: DiskWatchOptions['measure'];
}

/**
 * Starts everything: database, API with its jobs, HTTP server.
 * @throws StartupError and the errors of `openDatabase`; whatever had started is stopped.
 */
export async function startApp(config: Config, options: AppOptions = {}): Promise<App> {
  const { onProgress, logger = createLogger(config.logLevel), settings } = options;
  await using stack = new AsyncDisposableStack();
  let hasStopped = false;
  await assertCanListen(config);
  // Before what takes time, and whether or not the database is there too.
  await makeFolder(config.dataDir);
  const observability = options.observability ?? stack.use(await createObservability(config, { logger }));
  const { observer } = observability;
  const { db, databaseUrl, claim } = stack.use(
    await openOwnDatabase(config, {
      ...{ logger, observer, onProgress },
      onError: (err) => hasStopped || logger.warn({ err }, 'A database connection broke'),
    }),
  );
  // Connections that have been closed may still hear from the database that it stops too.
  stack.defer(() => {
    hasStopped = true;
  });
  const secret = await loadSecret(config.secret);
  const redis =
    config.redis &&
    stack.use(await openRedis(config.redis, { prefix: config.redisPrefix, secret, log: logger }));
  if (redis && claim) stack.use(await meetServers(claim, redis));
  const bus = stack.use(await openBus(redis, (err) => logger.error({ err }, 'A hint was not handled')));
  const storage = stack.use(await openStorage(config.storage));
  const disks = stack.use(await watchOwnDisks(config, { ...options, logger }));
  const searchReplica = await openPreparedReplica(config.search, {
    db,
    onIncomplete: (message) => logger.warn(message),
  });
  const api = stack.use(
    await createApi({
      db,
      databaseUrl,
      redis,
      bus,
      sharedCounts: redis && { redis: redis.client, prefix: redis.prefix },
      search: createPostgresSearch(db),
      searchReplica,
      storage,
      runsJobs: config.role !== 'api',
      workFolder: await makeFolder(join(config.dataDir, 'work')),
      hasRoomFor: disks.hasRoomFor,
      secret,
      settings: { ...toSettings(config), ...settings },
      observer,
      onError: (error, job) => hasStopped || logBackgroundFailure(observability, { logger, error, job }),
    }),
  );
  if (options.web) stack.use(options.web);
  const server = await createServer({ ...options, api, config, logger, observability, redis, disks });
  stack.defer(() => close(server));
  const url = await listen(server, config);
  options.web?.begin();
  const owned = stack.move();
  return { url, api, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

function openOwnDatabase(
  config: Config,
  { logger, observer, onProgress, onError }: OwnDatabaseOptions,
): Promise<OpenDatabase> {
  return openDatabase(config, {
    ...(onProgress && { onProgress }),
    ...(observer.onQuery && { onQuery: observer.onQuery }),
    onError,
    onRestart: () => logger.error('The embedded PostgreSQL ended by itself; starting it again'),
    claim: (url) =>
      claimForServer(url, {
        hasRedis: config.redis !== undefined,
        onTaken: (message) => logger.error(message),
      }),
  });
}

interface OwnDatabaseOptions extends Pick<Observability, 'observer'> {
  logger: Logger;
  onProgress: AppOptions['onProgress'];
  onError: (error: unknown) => void;
}

/** Of what this process keeps on disks of its machine: its database, its media, uploads under way. */
function watchOwnDisks(
  { dataDir, database, storage, minFreeDiskBytes }: Config,
  { logger, measureFreeBytes }: AppOptions & { logger: Logger },
): Promise<DiskWatch> {
  return watchDisks({
    folders: {
      ...(database.type === 'embedded' && { database: database.dataDir }),
      ...(storage.type === 'disk' && { media: storage.folder }),
      uploads: dataDir,
    },
    minFreeBytes: minFreeDiskBytes,
    onChange: ({ isFull, ...disk }) =>
      isFull
        ? logger.error(disk, 'A disk is full: nothing new is taken until there is room (MIN_FREE_DISK_MB)')
        : logger.info(disk, 'The disk has room again: writes are taken'),
    ...(measureFreeBytes && { measure: measureFreeBytes }),
  });
}

async function listen(server: FastifyInstance, { port, host }: Config): Promise<string> {
  const url = await server
    .listen({ port, host })
    .catch((error: unknown) => explainListening(error, { port, host }));
  return new URL(url).origin;
}

async function close(server: FastifyInstance): Promise<void> {
  // Node closes what is idle when it stops listening; what was busy then would be kept alive after its answer.
  const idle = setInterval(() => server.server.closeIdleConnections(), 50);
  const deadline = setTimeout(() => server.server.closeAllConnections(), finishMs);
  try {
    await server.close();
  } finally {
    clearInterval(idle);
    clearTimeout(deadline);
  }
}
