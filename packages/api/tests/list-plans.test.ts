import { createTestApp, type TestUser } from '@dunlin/harness';
import { readPlan } from '@dunlin/harness/read-plan';
import { CompiledQuery } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { listProcedures } from '../src/index.ts';
import { appRouter } from '../src/router.ts';
import { fillExtremes, known } from './fill-extremes.ts';
import { fillTables } from './fill-tables.ts';
import { type ListCall, listCalls } from './list-calls.ts';

const rowsOfPage = 200;
const isRead = /^\s*(\/\*.*?\*\/\s*)?(select|with)/i;
/** 1 is 10^5 tweets, which take seconds to make. */
// biome-ignore lint/style/noProcessEnv: who runs it says how much there is.
const size = Number(process.env.PLAN_SIZE ?? 1);

const app = await createTestApp({ settings: { checkAnswers: false } });
const { db } = app;
afterAll(() => app[Symbol.asyncDispose]());
await fillTables(db, size);
await fillExtremes(db, size);
const [moderator] = await app.createStaff('moderator', 'olga');
const [admin] = await app.createStaff('admin', 'pavel');
const viewer = await app.signIn({ id: known.celebrity, username: 'celebrity' });

test('every operation that gives pages has a line of what it may ask of the database', () => {
  const lists = listProcedures(appRouter).filter(({ type, output }) => type === 'query' && isPage(output));
  const missing = lists.map(({ path }) => path).filter((path) => !(path in listCalls));
  expect(
    missing,
    'New lists need a line in packages/api/tests/list-calls.ts: how they are called, and how many statements a page may take.',
  ).toEqual([]);
  expect(Object.keys(listCalls).filter((path) => !lists.some((list) => list.path === path))).toEqual([]);
});

test.for(Object.entries(listCalls))(
  '%s reads what its pages need, by indexes, in so many statements',
  async ([, list]) => {
    const first = await watch(list, { limit: 20 });
    expect(first.statements.map(({ sql }) => sql)).toHaveLength(list.statements);
    expect(await findDear(first.statements, list)).toEqual([]);
    if (first.nextCursor === null) return;
    const next = await watch(list, { limit: 20, cursor: first.nextCursor });
    expect(await findDear(next.statements, list)).toEqual([]);
    const long = await watch(list, { limit: 100 });
    expect(long.statements.length, 'statements of a page of 100').toBe(
      list.statementsOfLong ?? list.statements,
    );
  },
);

/** What a page asks of the database in a process that has nothing in its caches. */
async function watch(
  { call, by }: ListCall,
  page: { limit: number; cursor?: string },
): Promise<{ statements: Statement[]; nextCursor: string | null }> {
  const statements: Statement[] = [];
  let isWatched = false;
  await using peer = await createTestApp({
    ...{ peer: app, runsJobs: false, settings: { checkAnswers: false } },
    onQuery: (query) => void (isWatched && statements.push(query)),
  });
  const user: Record<string, TestUser> = { moderator, admin };
  isWatched = true;
  const { nextCursor } = await call(peer.as(user[by ?? ''] ?? viewer), page);
  isWatched = false;
  return { statements: statements.filter(({ sql }) => isRead.test(sql)), nextCursor };
}

/** The statements that read a table whole, or more rows than they may, planned for their parameters or, as when prepared, for any. */
async function findDear(statements: readonly Statement[], { rows = rowsOfPage }: ListCall) {
  const works = await Promise.all(
    statements.map(async (statement) => {
      const plans = [
        await runPlan(statement, 'force_custom_plan'),
        await runPlan(statement, 'force_generic_plan'),
      ];
      return plans.map((plan) => ({ sql: statement.sql, ...readPlan(plan) }));
    }),
  );
  return works.flat().filter(({ scanned, rows: read }) => scanned.length > 0 || read > rows);
}

function runPlan({ sql: text, parameters }: Statement, mode: string): Promise<unknown> {
  return db.connection().execute(async (own) => {
    const run = (command: string) => own.executeQuery(CompiledQuery.raw(command));
    await run(`set plan_cache_mode = ${mode}`);
    await run(`prepare asked as ${text}`);
    const values = parameters.length === 0 ? '' : `(${parameters.map(toLiteral).join()})`;
    const { rows } = await run(`explain (analyze, buffers, format json) execute asked${values}`);
    await run('deallocate asked');
    await run('reset plan_cache_mode');
    return planOf(rows[0]);
  });
}

function toLiteral(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return quote(`{${value.map((each) => JSON.stringify(String(each))).join()}}`);
  return quote(value instanceof Date ? value.toISOString() : String(value));
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function planOf(row: unknown): unknown {
  const [[plans]] = Object.values(Object(row)) as [[{ Plan: unknown }]];
  return plans.Plan;
}

function isPage(output: unknown): boolean {
  return 'shape' in Object(output) && 'nextCursor' in Object(Object(output).shape);
}

interface Statement {
  sql: string;
  parameters: readonly unknown[];
}
