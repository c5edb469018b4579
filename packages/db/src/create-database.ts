import { CamelCasePlugin, Kysely, type Transaction as KyselyTransaction, PostgresDialect } from 'kysely';
import { Pool } from 'pg';
import type { DB } from './database-types.ts';
import { pipelineTransactions } from './pipeline-transactions.ts';
import { createPreparedPool } from './prepared-pool.ts';

export type Database = Kysely<DB>;
export type Transaction = KyselyTransaction<DB>;

export interface DatabaseOptions {
  url: string;
  /** Whether it goes through a PgBouncer, which keeps neither settings nor prepared statements of a session. */
  isPooled?: boolean;
  /** Connections at most. */
  maxConnections?: number;
  /** A statement that runs longer is cancelled; 0 means no bound. */
  statementTimeoutMs?: number;
  /** Called when an idle connection breaks; the pool replaces it. */
  onError?: (error: Error) => void;
  /** Told of every statement that has run, in the asynchronous context of whoever ran it. */
  onQuery?: (query: RunQuery) => void;
}

export interface RunQuery {
  sql: string;
  parameters: readonly unknown[];
  durationMs: number;
  hasFailed: boolean;
}

export interface PoolStats {
  /** Connections that are open. */
  total: number;
  idle: number;
  /** Callers that wait for a connection. */
  waiting: number;
}

/** How much later than it should cancel a statement the database is given up. */
const answerWithinMs = 10_000;

const pools = new WeakMap<Database, Pool>();

/** A Kysely database over a pg pool whose statements are prepared once per connection. */
export function createDatabase(options: DatabaseOptions): Database {
  const { isPooled = false, statementTimeoutMs = 15_000, onQuery } = options;
  const pool = new Pool({
    connectionString: options.url,
    max: options.maxConnections ?? 32,
    ...(!isPooled && {
      statement_timeout: statementTimeoutMs,
      idle_in_transaction_session_timeout: 30_000,
    }),
    connectionTimeoutMillis: 10_000,
    // A machine that vanished says nothing: without these, whoever waits for it waits for a quarter of an hour.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    ...(statementTimeoutMs > 0 && { query_timeout: statementTimeoutMs + answerWithinMs }),
    application_name: 'dunlin',
    // Statements of one transaction that do not wait for each other are sent together.
    pipeline: true,
  });
  pool.on('error', options.onError ?? (() => {}));
  const dialect = new PostgresDialect({ pool: createPreparedPool(pool, { isNamed: !isPooled }) });
  const plugins = [new CamelCasePlugin({ maintainNestedObjectKeys: true })];
  const db = new Kysely<DB>({
    dialect,
    plugins,
    ...(onQuery && {
      log: ({ level, query: { sql, parameters }, queryDurationMillis: durationMs }) =>
        onQuery({ sql, parameters, durationMs, hasFailed: level === 'error' }),
    }),
  });
  pipelineTransactions(db, { dialect, plugins });
  pools.set(db, pool);
  return db;
}

/** The connections of a database that createDatabase made, as they are now. */
export function poolStats(db: Database): PoolStats {
  const pool = pools.get(db);
  return { total: pool?.totalCount ?? 0, idle: pool?.idleCount ?? 0, waiting: pool?.waitingCount ?? 0 };
}
