import pg from 'pg';
import { appPasswordOf, appRole, ensureAppRole } from './embedded-postgres/app-role.ts';
import { locateBinaries } from './embedded-postgres/binaries.ts';
import {
  createCluster,
  hasCluster,
  readPassword,
  SUPERUSER,
  sweepUnfinishedClusters,
} from './embedded-postgres/cluster.ts';
import { type DataFolder, openDataFolder } from './embedded-postgres/data-folder.ts';
import { lockFolder } from './embedded-postgres/folder-lock.ts';
import { keepPostmaster } from './embedded-postgres/keep-postmaster.ts';
import { rotateLog } from './embedded-postgres/log-file.ts';
import { endOrphans, isAlive, readPostmasterFile } from './embedded-postgres/orphans.ts';
import { settingsFor } from './embedded-postgres/settings.ts';

export { grantRows } from './embedded-postgres/app-role.ts';
export { EmbeddedPostgresError } from './embedded-postgres/embedded-postgres-error.ts';

const DATABASE = 'dunlin';

export interface EmbeddedPostgresOptions {
  /** Folder that holds the cluster, its password and its log, and nothing else; made 0700. */
  dataDir: string;
  /** true: what was committed survives a power cut (`npm start`); false: nothing waits for the disk (tests). */
  durable: boolean;
  /** Called when a step that takes time begins. */
  onProgress?: (step: EmbeddedPostgresStep) => void;
  /** Called when PostgreSQL ended by itself, and is started again on the same port. */
  onRestart?: () => void;
  /** Called when it ended again and again and is given up; unless given, the process ends by an error that nobody handled. */
  onLost?: (error: unknown) => void;
  /** Waits before its restarts, which are as many; reset when it has run for five minutes. */
  restartWaitsMs?: readonly number[];
  /** PostgreSQL settings beyond ours, e.g. `{ max_connections: '300' }`. */
  settings?: Record<string, string>;
}

/** `extract`: copying the binaries; `initdb`: creating the cluster; `recover`: starting after a crash; `start`: any other start. */
export type EmbeddedPostgresStep = 'extract' | 'initdb' | 'start' | 'recover';

/** Connection strings of the database `dunlin`; each holds a password. */
export interface EmbeddedDatabase {
  /** As the cluster's superuser, whose the tables are: for migrations. */
  readonly url: string;
  /** As a role that can read and write rows once `grantRows` has let it, and change nothing else: for the application. */
  readonly appUrl: string;
}

export interface EmbeddedPostgres extends EmbeddedDatabase, AsyncDisposable {
  readonly port: number;
  /** Ends open connections, stops PostgreSQL and gives the folder free; may be called again. */
  stop(): Promise<void>;
}

/**
 * Runs a real PostgreSQL 18 on `dataDir` for as long as this process lives, on a free port of 127.0.0.1 behind a generated
 * password.
 *
 * When it ends by itself it is started again, and its `url` stays. It does not keep the process alive. If the process is killed, a watchdog stops PostgreSQL, and the next start on the
 * folder waits for that and recovers. All data lies in `dataDir` and nowhere else, wherever that is: started by root,
 * PostgreSQL runs as the folder's owner (uid 65534 if that is root) from inside the cluster, without a right to the folders
 * above it.
 *
 * @throws EmbeddedPostgresError with a message that says what to do; see `EmbeddedPostgresErrorCode`
 * @example
 * await using postgres = await startEmbeddedPostgres({ dataDir: '.dunlin/postgres', durable: true });
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const folder = await openDataFolder(options.dataDir);
  await using cleanup = new AsyncDisposableStack();
  cleanup.use(lockFolder(folder));
  await rotateLog(folder);
  const { port, password, stop } = await startCluster(folder, options);
  cleanup.defer(stop);
  await ensureDatabase(toUrl({ port, password, database: 'postgres' }), password);
  const running = cleanup.move();
  let stopped: Promise<void> | undefined;
  const stopOnce = () => (stopped ??= running.disposeAsync());
  return {
    ...toDatabase({ port, password }),
    port,
    stop: stopOnce,
    [Symbol.asyncDispose]: stopOnce,
  };
}

/**
 * How to connect to the PostgreSQL that another process runs on `dataDir`, for when `startEmbeddedPostgres` says
 * `DATA_DIR_IN_USE`. It goes when that process does.
 *
 * @returns undefined when none runs, or none is ready yet
 * @throws EmbeddedPostgresError `DATA_DIR_NOT_ACCESSIBLE`, `PASSWORD_MISSING`
 */
export async function connectEmbeddedPostgres(dataDir: string): Promise<EmbeddedDatabase | undefined> {
  const folder = await openDataFolder(dataDir);
  const running = await readPostmasterFile(folder.cluster);
  if (!running?.isReady || !isAlive(running.pid)) return;
  return toDatabase({ port: running.port, password: await readPassword(folder) });
}

async function startCluster(folder: DataFolder, options: EmbeddedPostgresOptions) {
  const { durable, onProgress } = options;
  const binaries = await locateBinaries(folder.runAs, () => onProgress?.('extract'));
  await sweepUnfinishedClusters(folder);
  if (!hasCluster(folder)) {
    onProgress?.('initdb');
    await createCluster({ folder, binaries, durable });
  }
  const password = await readPassword(folder);
  const wasInterrupted = await endOrphans(folder.cluster);
  onProgress?.(wasInterrupted ? 'recover' : 'start');
  const settings = { ...settingsFor(durable), ...options.settings };
  const { onRestart, onLost = rethrow, restartWaitsMs: waitsMs } = options;
  return { password, ...(await keepPostmaster({ folder, binaries, settings, waitsMs, onRestart, onLost })) };
}

function rethrow(error: unknown): never {
  throw error;
}

async function ensureDatabase(url: string, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 30_000 });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
    await ensureAppRole(client, appPasswordOf(password));
  } finally {
    await client.end();
  }
}

function toDatabase({ port, password }: { port: number; password: string }): EmbeddedDatabase {
  return {
    url: toUrl({ port, password, database: DATABASE }),
    appUrl: toUrl({ port, user: appRole, password: appPasswordOf(password), database: DATABASE }),
  };
}

function toUrl({ port, user = SUPERUSER, password, database }: Address): string {
  return `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
}

interface Address {
  port: number;
  user?: string;
  password: string;
  database: string;
}
