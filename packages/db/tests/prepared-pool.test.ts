import { sql } from 'kysely';
import { afterAll, expect, inject, test } from 'vitest';
import { createDatabase } from '../src/index.ts';

/** One connection, so that each test sees what the others prepared, and its own. */
const db = createDatabase({ url: inject('postgresUrl'), maxConnections: 1 });
afterAll(() => db.destroy());

test('a statement is prepared once, however often it runs and with whatever values', async () => {
  const double = (value: number) =>
    sql<{ doubled: number }>`select ${value}::int * 2 as doubled /* once */`.execute(db);

  expect((await double(1)).rows).toEqual([{ doubled: 2 }]);
  expect((await double(21)).rows).toEqual([{ doubled: 42 }]);

  const [statement, ...others] = await listPrepared('once');
  expect(others).toEqual([]);
  expect(statement).toMatchObject({ runs: 2 });
});

test('each text has a statement of its own', async () => {
  await sql`select 1 /* own a */`.execute(db);
  await sql`select 1 /* own b */`.execute(db);
  expect(await listPrepared('own')).toHaveLength(2);
});

test('only what reads or changes rows is prepared', async () => {
  await sql`set application_name to 'set /* never */'`.execute(db);
  await sql`create temporary table /* never */ numbers (number int)`.execute(db);
  expect(await listPrepared('never')).toEqual([]);
});

test('a statement that fails leaves its connection and its text usable', async () => {
  const invert = (value: number) => sql<{ inverse: number }>`select 6 / ${value}::int as inverse`.execute(db);

  await expect(invert(0)).rejects.toMatchObject({ code: '22012' });
  expect((await invert(2)).rows).toEqual([{ inverse: 3 }]);
  await expect(invert(0)).rejects.toMatchObject({ code: '22012' });
});

test('a text that cannot be parsed fails each time with its own error', async () => {
  const misspelt = () => sql`select nonsense /* misspelt */`.execute(db);
  await expect(misspelt()).rejects.toMatchObject({ code: '42703' });
  await expect(misspelt()).rejects.toMatchObject({ code: '42703' });
  expect(await listPrepared('misspelt')).toEqual([]);
});

test('a transaction that fails is rolled back, and the connection goes on', async () => {
  await sql`create temporary table kept (number int)`.execute(db);
  const failing = db.transaction().execute(async (trx) => {
    await sql`insert into kept values (1)`.execute(trx);
    await sql`select 1 / 0`.execute(trx);
  });
  await expect(failing).rejects.toMatchObject({ code: '22012' });
  expect((await sql`select number from kept`.execute(db)).rows).toEqual([]);
});

test('a prepared statement survives that its table gains a column', async () => {
  await sql`create temporary table widened (a int)`.execute(db);
  await sql`insert into widened values (1)`.execute(db);
  const read = () => sql`select a from widened`.execute(db);
  await read();
  await sql`alter table widened add column b int`.execute(db);
  expect((await read()).rows).toEqual([{ a: 1 }]);
});

test('past the bound on statements, texts still run, unnamed', async () => {
  for (let count = 1; count <= 600; count++) {
    // `raw`: as a value it would not change the text.
    const { rows } = await sql<{
      number: number;
    }>`select ${sql.raw(String(count))} as number /* many */`.execute(db);
    expect(rows).toEqual([{ number: count }]);
  }
  const prepared = await listPrepared('many');
  expect(prepared.length).toBeGreaterThan(0);
  expect(prepared.length).toBeLessThanOrEqual(500);
});

async function listPrepared(comment: string): Promise<{ runs: number }[]> {
  const { rows } = await sql<{ runs: number }>`
    select (generic_plans + custom_plans)::int as runs from pg_prepared_statements
    where statement like ${`%/* ${comment}%`}`.execute(db);
  return rows;
}
