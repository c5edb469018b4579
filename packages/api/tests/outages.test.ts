import { createDatabase } from '@dunlin/db';
import { createTestApp, rejection } from '@dunlin/harness';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';

const app = await createTestApp();
afterAll(() => app[Symbol.asyncDispose]());

test('a connection that breaks between two statements fails its transaction and nothing else', async () => {
  const transaction = app.db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
    await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(app.db);
    await expect.poll(() => countBackends(rows[0]?.pid)).toBe(0);
    await sql`select 1`.execute(trx);
  });

  expect(await rejection(transaction)).toMatchObject({ code: 'UNAVAILABLE', status: 503 });
  expect(await app.db.selectFrom('users').select('id').execute()).toEqual([]);
});

test('a statement over its time is UNAVAILABLE, and stores nothing', async () => {
  const db = createDatabase({ url: app.databaseUrl, maxConnections: 1, statementTimeoutMs: 50 });
  try {
    const slow = db.transaction().execute(async (trx) => {
      await trx
        .insertInto('users')
        .values({ username: 'slow', displayName: '', email: 'e', passwordHash: '' })
        .execute();
      await sql`select pg_sleep(10)`.execute(trx);
    });
    expect(await rejection(slow)).toMatchObject({ code: 'UNAVAILABLE', status: 503 });
    expect(await app.db.selectFrom('users').select('id').where('username', '=', 'slow').execute()).toEqual(
      [],
    );
  } finally {
    await db.destroy();
  }
});

test('a database out of reach is UNAVAILABLE', async () => {
  const db = createDatabase({ url: 'postgres://nobody@127.0.0.1:1/nowhere' });
  try {
    const call = db.selectFrom('users').select('id').execute();
    expect(await rejection(call)).toMatchObject({ code: 'UNAVAILABLE', status: 503 });
  } finally {
    await db.destroy();
  }
});

async function countBackends(pid: number | undefined): Promise<number> {
  const { rows } = await sql`select 1 from pg_stat_activity where pid = ${pid}`.execute(app.db);
  return rows.length;
}
