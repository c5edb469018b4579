import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { createEmptyDatabase } from '@dunlin/harness';
import { afterAll, expect, inject, test } from 'vitest';
import { createDatabase, migrate } from '../src/index.ts';
import { generateFiles } from '../tools/generated-files.ts';

const database = await createEmptyDatabase(inject('postgresUrl'));
const db = createDatabase({ url: database.url });
afterAll(async () => {
  await db.destroy();
  await database[Symbol.asyncDispose]();
});

await migrate(db);
const files = await generateFiles(db);

test.for(files)('a freshly migrated database is what $path says', async ({ path, content }) => {
  const checkedIn = await readFile(path, 'utf8');
  expect(checkedIn, `${basename(path)} is out of date: run \`npm run db:generate\``).toBe(content);
});

test('every table has its types', async () => {
  const tables = files.map(({ content }) => content.match(/^create (table|view) /gm)?.length ?? 0);
  const types = files.map(({ content }) => content.match(/^export interface /gm)?.length ?? 0);
  // One interface more: the database itself.
  expect(Math.max(...types)).toBe(Math.max(...tables) + 1);
});
