import { createHash } from 'node:crypto';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type { Pool, PoolClient } from 'pg';

const maxStatements = 500;
const statementNames = new Map<string, string>();

/** The pool as Kysely sees it, each statement named by its SQL: Postgres parses and plans it once per connection. */
export function createPreparedPool(pool: Pool): PostgresPool {
  const prepared = new WeakMap<PoolClient, PostgresPoolClient>();
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect();
      const known = prepared.get(client) ?? toPreparedClient(client);
      prepared.set(client, known);
      return known;
    },
  };
}

function toPreparedClient(client: PoolClient): PostgresPoolClient {
  const query = (text: string, parameters: readonly unknown[]) => {
    const name = statementName(text);
    return client.query({ ...(name && { name }), text, values: [...parameters] });
  };
  return {
    // `as`: Kysely's second overload is for cursors, which Dunlin does not configure.
    query: query as unknown as PostgresPoolClient['query'],
    release: (destroy?: boolean) => client.release(destroy),
  };
}

function statementName(text: string): string | undefined {
  const known = statementNames.get(text);
  if (known) return known;
  if (statementNames.size >= maxStatements || !/^\s*(select|insert|update|delete|with)\b/i.test(text)) return;
  const name = createHash('sha1').update(text).digest('base64url');
  statementNames.set(text, name);
  return name;
}
