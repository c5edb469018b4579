import { createEmptyDatabase } from '@dunlin/harness';
import pg from 'pg';
import { afterAll, expect, inject, onTestFinished, test } from 'vitest';
import { type ClaimOptions, claimDatabase, DatabaseTakenError } from '../src/index.ts';

const database = await createEmptyDatabase(inject('postgresUrl'));
afterAll(() => database[Symbol.asyncDispose]());

const alone = { shared: false, waitMs: 50 };
const together = { shared: true, waitMs: 50 };

test('one server has a database alone, until it ends', async () => {
  const first = await claimDatabase(database.url, alone);
  expect(await refusal(alone)).toMatchObject({ isShared: false });
  expect(await refusal(together)).toMatchObject({ isShared: false });
  await first[Symbol.asyncDispose]();
  await using _second = await claimDatabase(database.url, alone);
});

test('several share a database, and none has it alone meanwhile', async () => {
  await using _first = await claimDatabase(database.url, together);
  await using _second = await claimDatabase(database.url, together);
  expect(await refusal(alone)).toMatchObject({ isShared: true });
});

test('those who share a database meet at one place, also after a connection broke', async () => {
  await using first = await claimDatabase(database.url, together);
  await using second = await claimDatabase(database.url, together);
  expect(await first.meetAt('here')).toBe(true);
  expect(await second.meetAt('there')).toBe(false);
  expect(await second.meetAt('here')).toBe(true);
  await breakClaims();
  await expect.poll(() => countClaims('granted')).toBe(4);
  await using third = await claimDatabase(database.url, together);
  expect(await third.meetAt('there')).toBe(false);
});

test('who claims a database waits for a predecessor that is about to end', async () => {
  const dying = await claimDatabase(database.url, alone);
  const claiming = claimDatabase(database.url, { shared: false });
  await expect.poll(() => countClaims('not granted')).toBe(1);
  await dying[Symbol.asyncDispose]();
  await using _successor = await claiming;
});

test('a claim whose connection broke is made again, and tells of a server that was quicker', async () => {
  const told: unknown[] = [];
  const claim = await claimDatabase(database.url, { ...alone, onTaken: (error) => told.push(error) });
  onTestFinished(() => claim[Symbol.asyncDispose]());
  await breakClaims();
  await expect.poll(() => countClaims('granted')).toBe(1);
  expect(told).toEqual([]);

  const waiting = claimDatabase(database.url, { shared: false });
  await expect.poll(() => countClaims('not granted')).toBe(1);
  await breakClaims();
  const quicker = await waiting;
  await expect.poll(() => told).toHaveLength(1);
  await quicker[Symbol.asyncDispose]();
  await expect.poll(() => countClaims('granted')).toBe(1);
});

async function refusal(options: ClaimOptions): Promise<DatabaseTakenError> {
  const error: unknown = await claimDatabase(database.url, options).catch((reason: unknown) => reason);
  if (error instanceof DatabaseTakenError) return error;
  throw new Error('the database was not refused', { cause: error });
}

function countClaims(state: 'granted' | 'not granted'): Promise<number> {
  return count(`from pg_locks where locktype = 'advisory' and ${state} and ${inThisDatabase}`);
}

/** Of those that hold it; who waits keeps its connection. */
function breakClaims(): Promise<number> {
  return count(`from (select pg_terminate_backend(pid) from pg_locks
    where locktype = 'advisory' and granted and ${inThisDatabase}) as broken`);
}

const inThisDatabase = 'database = (select oid from pg_database where datname = current_database())';

async function count(what: string): Promise<number> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    const { rows } = await client.query(`select count(*)::int ${what}`);
    return rows[0].count;
  } finally {
    await client.end();
  }
}
