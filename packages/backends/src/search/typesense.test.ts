import { createDatabase } from '@dunlin/db';
import { createTestDatabase } from '@dunlin/harness';
import { canRunTypesense, startTypesenseServer, typesenseTitle } from '@dunlin/harness/typesense-server';
import { afterAll, beforeAll, describe, inject } from 'vitest';
import { describeSearch } from './conformance.ts';
import type { Search } from './search.ts';
import { createStems } from './stems.ts';
import { openTypesenseSearch } from './typesense.ts';

describe.runIf(canRunTypesense)(typesenseTitle, () => {
  const stack = new AsyncDisposableStack();
  let search: Search;
  beforeAll(async () => {
    const database = stack.use(await createTestDatabase(inject('postgresUrl')));
    const db = createDatabase({ url: database.url });
    stack.defer(() => db.destroy());
    const { url, apiKey } = stack.use(await startTypesenseServer());
    const replica = await openTypesenseSearch({ urls: [url], apiKey, loadStems: createStems(db) });
    search = replica.of(await replica.create('test'));
  });
  afterAll(() => stack.disposeAsync());

  describeSearch('typesense', () => search);
});
