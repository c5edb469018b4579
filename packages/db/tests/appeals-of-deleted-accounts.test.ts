import { createEmptyDatabase } from '@dunlin/harness';
import { type Kysely, sql } from 'kysely';
import { expect, inject, test } from 'vitest';
import { createDatabase, migrate } from '../src/index.ts';
import { up } from '../src/migrations/0024-appeals-of-deleted-accounts.ts';

test('open appeals of deleted accounts are closed, and no others', async () => {
  await using database = await createEmptyDatabase(inject('postgresUrl'));
  await using db = createDatabase({ url: database.url });
  await migrate(db);
  await sql`
    insert into users (id, username, display_name, email, password_hash, deleted_at)
    select n, 'user' || n, 'User', n || '@example.org', 'none', case when n = 1 then now() end
    from generate_series(1, 2) as n`.execute(db);
  await sql`
    insert into appeals (id, user_id, text, resolved_at, action)
    values (11, 1, 'please', null, null), (12, 1, 'please', now(), 'grant'), (21, 2, 'please', null, null)`.execute(
    db,
  );

  await up(db as unknown as Kysely<unknown>); // `as`: migrations know no tables.

  const appeals = await db.selectFrom('appeals').select(['id', 'action']).orderBy('id').execute();
  expect(appeals).toEqual([
    { id: '11', action: 'refuse' },
    { id: '12', action: 'grant' },
    { id: '21', action: null },
  ]);
});
