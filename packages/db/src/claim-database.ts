import pg from 'pg';

/**
 * Claims a database for one server, until disposed or this process ends.
 * @returns undefined when another server has it.
 */
export async function claimDatabase(url: string): Promise<AsyncDisposable | undefined> {
  const client = new pg.Client({ connectionString: url, application_name: 'dunlin server' });
  // A connection that breaks gives the claim up; the pool tells of the database's end.
  client.on('error', () => {});
  await client.connect();
  const { rows } = await client.query("select pg_try_advisory_lock(hashtext('dunlin server')) as claimed");
  if (rows[0].claimed) return { [Symbol.asyncDispose]: () => client.end() };
  await client.end();
  return;
}
