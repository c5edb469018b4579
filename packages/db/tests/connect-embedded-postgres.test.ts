import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { connectEmbeddedPostgres, createDatabase, startEmbeddedPostgres } from '../src/index.ts';

const dataDir = await mkdtemp(join(tmpdir(), 'dunlin-connect-'));
afterAll(() => rm(dataDir, { recursive: true, force: true }));

test('the url of a running embedded Postgres is found in its folder, and only while it runs', async () => {
  expect(await connectEmbeddedPostgres(dataDir)).toBeUndefined();

  await using postgres = await startEmbeddedPostgres({ dataDir, durable: false });
  const url = await connectEmbeddedPostgres(dataDir);
  expect(url).toBe(postgres.url);
  const db = createDatabase({ url: url ?? '' });
  expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
  await db.destroy();

  await postgres.stop();
  expect(await connectEmbeddedPostgres(dataDir)).toBeUndefined();
});
