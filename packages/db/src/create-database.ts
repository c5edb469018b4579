import { CamelCasePlugin, Kysely, type Transaction as KyselyTransaction, PostgresDialect } from 'kysely';
import { Pool } from 'pg';
import type { DB } from './database-types.ts';
import { createPreparedPool } from './prepared-pool.ts';

export type Database = Kysely<DB>;
export type Transaction = KyselyTransaction<DB>;

export interface DatabaseOptions {
  url: string;
  /** Connections at most. */
  maxConnections?: number;
  /** A statement that runs longer is cancelled; 0 means no bound. */
  statementTimeoutMs?: number;
  /** Called when an idle connection breaks; the pool replaces it. */
  onError?: (error: Error) => void;
  /** Told of every statement that has run. */
  onQuery?: (query: { sql: string; parameters: readonly unknown[] }) => void;
}

/** A Kysely database over a pg pool whose statements are prepared once per connection. */
export function createDatabase(options: DatabaseOptions): Database {
  const pool = new Pool({
    connectionString: options.url,
    max: options.maxConnections ?? 32,
    statement_timeout: options.statementTimeoutMs ?? 15_000,
    idle_in_transaction_session_timeout: 30_000,
    connectionTimeoutMillis: 10_000,
    application_name: 'dunlin',
  });
  const { onQuery } = options;
  pool.on('error', options.onError ?? (() => {}));
  return new Kysely<DB>({
    dialect: new PostgresDialect({ pool: createPreparedPool(pool) }),
    ...(onQuery && { log: ({ query }) => onQuery(query) }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
}
