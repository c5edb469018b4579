export {
  type ClaimOptions,
  claimDatabase,
  type DatabaseClaim,
  DatabaseTakenError,
  PooledConnectionError,
} from './claim-database.ts';
export { compileOnce, type Param } from './compile-once.ts';
export {
  createDatabase,
  type Database,
  type DatabaseOptions,
  type PoolStats,
  poolStats,
  type RunQuery,
  type Transaction,
} from './create-database.ts';
export type * from './database-types.ts';
export { isAbandoned } from './embedded-postgres/is-abandoned.ts';
export {
  connectEmbeddedPostgres,
  type EmbeddedDatabase,
  type EmbeddedPostgres,
  EmbeddedPostgresError,
  type EmbeddedPostgresOptions,
  grantRows,
  startEmbeddedPostgres,
} from './embedded-postgres.ts';
export { firstIdAt } from './first-id-at.ts';
export { migrate, UnsupportedPostgresError } from './migrate.ts';
export { isUniqueViolation } from './unique-violation.ts';
