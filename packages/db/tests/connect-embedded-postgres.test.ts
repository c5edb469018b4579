import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { connectEmbeddedPostgres, createDatabase, startEmbeddedPostgres } from '../src/index.ts';

const dataDir = await mkdtemp(join(tmpdir(), 'dunlin-connect-'));
afterAll(() => rm(dataDir, { recursive: true, force: true }));

test('how to connect to a running embedded Postgres is found in its folder, and only while it runs', async () => {
  expect(await connectEmbeddedPostgres(dataDir)).toBeUndefined();

  await using postgres = await startEmbeddedPostgres({ dataDir, durable: false });
  const found = await connectEmbeddedPostgres(dataDir);
  expect(found).toEqual({ url: postgres.url, appUrl: postgres.appUrl });
  for (const url of [postgres.url, postgres.appUrl]) {
    await using db = createDatabase({ url });
    expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
  }

  await postgres.stop();
  expect(await connectEmbeddedPostgres(dataDir)).toBeUndefined();
});
