import { createTestDatabase, type TestDatabase } from '@dunlin/harness';
import { canRunPgBouncer, pgBouncerTitle, startPgBouncer } from '@dunlin/harness/pgbouncer';
import { beforeEach, describe, expect, inject, onTestFinished, test } from 'vitest';
import { explainStartupError } from '../src/startup/startup-error.ts';
import { startTestServer } from './test-server.ts';

const explanation =
  'The database is reached through a PgBouncer or the like, which jobs, migrations and the lock against a second server ' +
  'cannot use. Set DATABASE_DIRECT_URL to the PostgreSQL behind it, beside DATABASE_URL.';

describe.runIf(canRunPgBouncer)(pgBouncerTitle, () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase(inject('postgresUrl'));
    onTestFinished(() => database[Symbol.asyncDispose]());
  });

  test('a server serves, and runs its jobs past it', async () => {
    await using bouncer = await startPgBouncer(database.url);
    await using server = await start(bouncer.url, database.url);
    const [author, reader] = await Promise.all([server.register('pooled_a'), server.register('pooled_b')]);
    await server.request('POST', `/api/users/${author.id}/follow`, { token: reader.token });
    const posts = Array.from({ length: 40 }, (_, number) =>
      server.request('POST', '/api/tweets', { token: author.token, body: { text: `number ${number}` } }),
    );
    expect((await Promise.all(posts)).map(({ status }) => status)).toEqual(Array(40).fill(201));
    await server.api.drain();
    const home = await server.request('GET', '/api/tweets?limit=100', { token: reader.token });
    expect(home.body.items).toHaveLength(40);
  });

  test('a server that was not told of the way past it does not start, and says what to do', async () => {
    await using bouncer = await startPgBouncer(database.url);
    expect(await start(bouncer.url).then(() => 'it started', explainStartupError)).toBe(explanation);
  });

  test('nor does it start when that way is another PgBouncer, however lenient', async () => {
    const settings = ['ignore_startup_parameters = lock_timeout,statement_timeout,options'];
    await using bouncer = await startPgBouncer(database.url, { settings });
    expect(await start(bouncer.url, bouncer.url).then(() => 'it started', explainStartupError)).toBe(
      explanation,
    );
  });

  test('the two ways lead to one database', async () => {
    await using other = await createTestDatabase(inject('postgresUrl'));
    await using bouncer = await startPgBouncer(database.url);
    expect(await start(bouncer.url, other.url).then(() => 'it started', explainStartupError)).toBe(
      'DATABASE_URL and DATABASE_DIRECT_URL lead to different databases. Make both name the same one.',
    );
  });
});

function start(url: string, directUrl?: string) {
  const database = { type: 'external', url, ...(directUrl !== undefined && { directUrl }) } as const;
  return startTestServer({ peer: { config: { database } } });
}
