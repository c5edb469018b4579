import {
  type ConnectionProvider,
  type DatabaseConnection,
  DefaultQueryExecutor,
  type Dialect,
  type Kysely,
  type KyselyPlugin,
} from 'kysely';

/**
 * Lets the statements of a transaction that do not wait for each other go out together. Left to itself, Kysely sends each when
 * the one before it has been answered, even those of one `Promise.all`.
 */
export function pipelineTransactions<Tables>(
  db: Kysely<Tables>,
  { dialect, plugins }: { dialect: Dialect; plugins: readonly KyselyPlugin[] },
): void {
  const [compiler, adapter] = [dialect.createQueryCompiler(), dialect.createAdapter()];
  // What a transaction is given by Kysely's own `withConnectionProvider` takes turns.
  db.getExecutor().withConnectionProvider = (provider) =>
    new DefaultQueryExecutor(compiler, adapter, withoutTurns(provider), [...plugins]);
}

function withoutTurns(provider: ConnectionProvider): ConnectionProvider {
  let connection: Promise<DatabaseConnection> | undefined;
  return {
    async provideConnection(consume) {
      connection ??= provider.provideConnection(async (only) => only);
      return consume(await connection);
    },
  };
}
