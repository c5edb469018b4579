import { createDatabase } from '@dunlin/db';
import { createTestDatabase } from '@dunlin/harness';
import { afterAll, inject } from 'vitest';
import { describeSearch } from './conformance.ts';
import { createPostgresSearch } from './postgres.ts';

const database = await createTestDatabase(inject('postgresUrl'));
const db = createDatabase({ url: database.url });
afterAll(async () => {
  await db.destroy();
  await database[Symbol.asyncDispose]();
});

describeSearch('postgres', () => createPostgresSearch(db));
