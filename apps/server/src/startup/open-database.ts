import { migrateQueue } from '@dunlin/api';
import {
  connectEmbeddedPostgres,
  createDatabase,
  type Database,
  type DatabaseClaim,
  type EmbeddedDatabase,
  EmbeddedPostgresError,
  type EmbeddedPostgresOptions,
  grantRows,
  migrate,
  PooledConnectionError,
  type RunQuery,
  startEmbeddedPostgres,
} from '@dunlin/db';
import { sql } from 'kysely';
import type { Config } from './config.ts';
import type { DatabaseConfig } from './database-config.ts';
import { explainStartupError, StartupError } from './startup-error.ts';

/** A step of opening the database that may take a while; those of the embedded Postgres, and `migrate`. */
export type DatabaseStep = Parameters<NonNullable<EmbeddedPostgresOptions['onProgress']>>[0] | 'migrate';

export interface OpenDatabase extends AsyncDisposable {
  db: Database;
  /** To the database itself, past a PgBouncer; holds the password. To the embedded one as a role that changes rows alone. */
  databaseUrl: string;
  /** The names of the migrations that were applied now. */
  applied: readonly string[];
  /** What was claimed, if anything. */
  claim: DatabaseClaim | undefined;
}

export interface OpenDatabaseOptions {
  onProgress?: (step: DatabaseStep) => void;
  onError?: (error: unknown) => void;
  /** The embedded Postgres ended by itself, and is started again. */
  onRestart?: () => void;
  onQuery?: (query: RunQuery) => void;
  /** Called before anything in the database is changed; what it answers is disposed with the database. */
  claim?: (databaseUrl: string) => Promise<DatabaseClaim>;
  /** Joins the embedded Postgres of a server that is running, instead of refusing to start a second. */
  besideServer?: boolean;
  /** A statement that runs longer is cancelled; 0 means no bound. */
  statementTimeoutMs?: number;
}

/**
 * The database that the configuration names, running and migrated. Disposing it closes the connections and stops the
 * embedded Postgres.
 * @throws StartupError, EmbeddedPostgresError or UnsupportedPostgresError; each says what to do.
 */
export async function openDatabase(
  { database }: Pick<Config, 'database'>,
  options: OpenDatabaseOptions = {},
): Promise<OpenDatabase> {
  const {
    onProgress = () => {},
    onError = () => {},
    onRestart = () => {},
    onQuery,
    claim,
    besideServer = false,
    statementTimeoutMs,
  } = options;
  await using stack = new AsyncDisposableStack();
  const urls =
    database.type === 'external'
      ? toUrls(database)
      : await startOrJoin(
          stack,
          { dataDir: database.dataDir, durable: true, onProgress, onRestart },
          besideServer,
        );
  const { databaseUrl } = urls;
  const claimed = claim && stack.use(await claim(databaseUrl).catch(rethrow));
  const db = createDatabase({
    url: urls.pooledUrl ?? databaseUrl,
    isPooled: urls.pooledUrl !== undefined,
    onError,
    ...(onQuery && { onQuery }),
    ...(statementTimeoutMs !== undefined && { statementTimeoutMs }),
  });
  stack.defer(() => db.destroy());
  if (urls.pooledUrl !== undefined) await assertSameDatabase(db, databaseUrl).catch(rethrow);
  onProgress('migrate');
  const applied = await migrateAll(urls).catch(rethrow);
  const owned = stack.move();
  return { db, databaseUrl, applied, claim: claimed, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** Migrations and jobs must not go to another than requests do. */
async function assertSameDatabase(db: Database, directUrl: string): Promise<void> {
  const identify = async (at: Database) => {
    const { rows } = await sql<Record<'name' | 'startedAt', string>>`
      select current_database() as name, pg_postmaster_start_time()::text as "startedAt"`.execute(at);
    return JSON.stringify(rows);
  };
  await using direct = createDatabase({ url: directUrl, maxConnections: 1 });
  if ((await identify(db)) === (await identify(direct))) return;
  throw new StartupError(
    'DATABASE_URL and DATABASE_DIRECT_URL lead to different databases. Make both name the same one.',
  );
}

/** @returns the names of the migrations that were applied. */
async function migrateAll({ databaseUrl, ownerUrl }: DatabaseUrls): Promise<string[]> {
  const applied = await migrateUnbounded(ownerUrl);
  await migrateQueue(ownerUrl);
  if (ownerUrl !== databaseUrl) await grantRows(ownerUrl);
  return applied;
}

/** A migration may take longer than a statement of a request, and so may waiting for another server's. */
async function migrateUnbounded(url: string): Promise<string[]> {
  const db = createDatabase({ url, maxConnections: 2, statementTimeoutMs: 0 });
  try {
    return await migrate(db);
  } finally {
    await db.destroy();
  }
}

function toUrls({ url, directUrl }: Extract<DatabaseConfig, { type: 'external' }>): DatabaseUrls {
  const databaseUrl = directUrl ?? url;
  return { databaseUrl, ownerUrl: databaseUrl, pooledUrl: directUrl === undefined ? undefined : url };
}

/** The embedded Postgres: one of our own, which the stack stops, or that of a running server. */
async function startOrJoin(
  stack: AsyncDisposableStack,
  options: EmbeddedPostgresOptions,
  besideServer: boolean,
): Promise<DatabaseUrls> {
  try {
    return toOwnUrls(stack.use(await startEmbeddedPostgres(options)));
  } catch (error) {
    const isTaken = error instanceof EmbeddedPostgresError && error.code === 'DATA_DIR_IN_USE';
    const running = besideServer && isTaken ? await connectEmbeddedPostgres(options.dataDir) : undefined;
    if (running === undefined) throw error;
    return toOwnUrls(running);
  }
}

function toOwnUrls({ url: ownerUrl, appUrl: databaseUrl }: EmbeddedDatabase): DatabaseUrls {
  return { databaseUrl, ownerUrl, pooledUrl: undefined };
}

interface DatabaseUrls {
  databaseUrl: string;
  /** As whoever owns the tables: for migrations. */
  ownerUrl: string;
  /** Through a PgBouncer. */
  pooledUrl: string | undefined;
}

function rethrow(error: unknown): never {
  if (explainStartupError(error) !== undefined) throw error;
  const reason = reasonOf(error);
  if (error instanceof PooledConnectionError || /unsupported startup parameter/.test(reason))
    throw new StartupError(
      'The database is reached through a PgBouncer or the like, which jobs, migrations and the lock against a second server ' +
        'cannot use. Set DATABASE_DIRECT_URL to the PostgreSQL behind it, beside DATABASE_URL.',
      { cause: error },
    );
  const isConnection =
    error instanceof Error &&
    'code' in error &&
    /^(E[A-Z]+|08...|28...|3D000|57P..|53...)$/.test(String(error.code));
  throw new StartupError(
    isConnection || /timeout|terminated|SSL/i.test(reason)
      ? `The database cannot be used: ${reason}. Check that DATABASE_URL is right and that the server it names is running.`
      : `The database could not be migrated: ${reason}. Nothing was changed by the migration that failed.`,
    { cause: error },
  );
}

/** An error that stands for several, such as of each address of a host, has no message of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
