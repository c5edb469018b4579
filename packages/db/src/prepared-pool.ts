import { createHash } from 'node:crypto';
import type { Writable } from 'node:stream';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type { Pool, PoolClient } from 'pg';

const maxStatements = 500;

/** The pool as Kysely sees it; named by its SQL, Postgres parses and plans a statement once per connection. */
export function createPreparedPool(pool: Pool, { isNamed } = { isNamed: true }): PostgresPool {
  const prepared = new WeakMap<PoolClient, PostgresPoolClient>();
  const nameOf = isNamed ? createStatementNames() : () => undefined;
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect();
      const known = prepared.get(client) ?? toPreparedClient(client, nameOf);
      prepared.set(client, known);
      return known;
    },
  };
}

function toPreparedClient(client: PoolClient, nameOf: NameOf): PostgresPoolClient {
  // Unheard, the end of a connection between two statements ends the process; the next statement tells of it.
  client.on('error', () => {});
  const query = (text: string, parameters: readonly unknown[]) => {
    sendTogether(client);
    if (text === 'begin') return begin(client);
    const name = nameOf(text);
    return client.query({ ...(name && { name }), text, values: [...parameters] });
  };
  return {
    // `as`: Kysely's second overload is for cursors, which Dunlin does not configure.
    query: query as unknown as PostgresPoolClient['query'],
    release: (destroy?: boolean) => client.release(destroy),
  };
}

/** Not waited for: the first statement goes out with it. Where it fails, the connection ends, so that nothing runs without it. */
async function begin(client: PoolClient): Promise<{ command: string; rows: never[] }> {
  client.query('begin').catch(() => streamOf(client).destroy());
  return { command: 'BEGIN', rows: [] };
}

/** What is sent before something else happens goes out in one packet. */
function sendTogether(client: PoolClient): void {
  const stream = streamOf(client);
  if (stream.writableCorked > 0) return;
  stream.cork();
  process.nextTick(() => stream.uncork());
}

function streamOf(client: PoolClient): Writable {
  // `as`: of each client that is connected; its type leaves it out.
  return (client as unknown as { connection: { stream: Writable } }).connection.stream;
}

/** Names for the first maxStatements texts; what comes after stays unnamed, which bounds what a connection holds. */
function createStatementNames(): NameOf {
  const names = new Map<string, string>();
  return (text) => {
    const known = names.get(text);
    if (known) return known;
    if (names.size >= maxStatements || !/^\s*(select|insert|update|delete|with)\b/i.test(text)) return;
    const name = createHash('sha1').update(text).digest('base64url');
    names.set(text, name);
    return name;
  };
}

type NameOf = (text: string) => string | undefined;
