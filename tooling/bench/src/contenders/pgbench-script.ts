import pg from 'pg';
import type { CapturedStatement } from '../world/capture-statements.ts';

/**
 * A captured transaction as a pgbench script: what was constant stays so, the author is drawn anew each time, and the
 * tweet's id is the one that the transaction has just made.
 */
export async function toPgbenchScript(options: {
  databaseUrl: string;
  statements: readonly CapturedStatement[];
  authors: readonly string[];
}): Promise<string> {
  const { databaseUrl, statements, authors } = options;
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const lines = [drawAuthor(authors)];
    for (const statement of statements) lines.push(await toLine(client, statement));
    return `${lines.join('\n')}\n`;
  } finally {
    await client.end();
  }
}

/** pgbench draws numbers, not items of a list; the ids of the authors stand in equal steps. */
function drawAuthor(authors: readonly string[]): string {
  const [first = 0n, second = first] = authors.map(BigInt);
  const step = second - first;
  if (authors.some((id, index) => BigInt(id) !== first + step * BigInt(index)))
    throw new Error('the ids of the authors do not stand in equal steps');
  return `\\set author ${first} + ${step} * random(0, ${authors.length - 1})`;
}

async function toLine(client: pg.Client, { sql, parameters }: CapturedStatement): Promise<string> {
  const types = await parameterTypes(client, sql, parameters.length);
  const text = sql
    .replace(/\s+/g, ' ')
    .replace(/\$(\d+)/g, (_match, n) => `${toExpression(parameters[n - 1])}::${types[n - 1]}`);
  return text.includes('insert into "tweets"') ? `${text} \\gset` : `${text};`;
}

/** What Postgres takes the parameters for; said in the script, because there they are expressions. */
async function parameterTypes(client: pg.Client, sql: string, count: number): Promise<string[]> {
  if (count === 0) return [];
  await client.query(`prepare asked as ${sql}`);
  const { rows } = await client.query(
    "select parameter_types::text[] as types from pg_prepared_statements where name = 'asked'",
  );
  await client.query('deallocate asked');
  return rows[0].types;
}

function toExpression(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return `array[${value.map(toExpression).join()}]`;
  if (value === '{author}') return ':author';
  if (value === '{tweet}') return ':id';
  const literal = toLiteral(String(value));
  const holds = (mark: string) => literal.includes(mark);
  const withAuthor = holds('{author}') ? `replace(${literal}, '{author}', :author::text)` : literal;
  const withTweet = holds('{tweet}') ? `replace(${withAuthor}, '{tweet}', :id::text)` : withAuthor;
  return `(${withTweet})`;
}

/** pgbench replaces names behind colons in strings too, so colons are written as escapes. */
function toLiteral(text: string): string {
  return `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''").replaceAll(':', '\\x3a')}'`;
}
