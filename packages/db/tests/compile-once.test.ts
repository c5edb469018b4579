import { sql } from 'kysely';
import { afterAll, expect, inject, test } from 'vitest';
import { compileOnce, createDatabase, type Database, type Param } from '../src/index.ts';

const db = createDatabase({ url: inject('postgresUrl'), maxConnections: 1 });
afterAll(() => db.destroy());

test('a query is built once, and each run gives its own values, whatever they are', async () => {
  let built = 0;
  const echo = compileOnce((_db, param: Param<{ words: string[]; count: number | null }>) => {
    built += 1;
    return sql<{ firstWord: string; count: number | null }>`
      select (${param('words')}::text[])[1] as first_word, ${param('count')}::int as count`;
  });
  const run = async (...values: Parameters<typeof echo>) => (await echo(...values)).rows;
  expect(await run(db, { words: ['a', 'b'], count: 1 })).toEqual([{ firstWord: 'a', count: 1 }]);
  expect(await run(db, { words: ['c'], count: null })).toEqual([{ firstWord: 'c', count: null }]);
  expect(built).toBe(1);
});

test('it runs in the transaction that it is given, and tells how many rows it changed', async () => {
  await sql`create temporary table marks (n int)`.execute(db);
  const add = compileOnce(
    (_db, param: Param<{ n: number }>) =>
      sql`insert into marks select generate_series(1, ${param('n')}::int)`,
  );
  const count = async (from: Database) =>
    (await sql<{ count: number }>`select count(*)::int from marks`.execute(from)).rows;
  const failing = db.transaction().execute(async (trx) => {
    expect((await add(trx, { n: 3 })).numAffectedRows).toBe(3n);
    expect(await count(trx)).toEqual([{ count: 3 }]);
    throw new Error('undone');
  });
  await expect(failing).rejects.toThrow('undone');
  expect(await count(db)).toEqual([{ count: 0 }]);
});
