import { promises as fs } from 'node:fs';
import path from 'node:path';
import { createEmptyDatabase } from '@dunlin/harness';
import { sql } from 'kysely';
import { FileMigrationProvider, Migrator } from 'kysely/migration';
import { expect, inject, test } from 'vitest';
import { createDatabase, migrate } from '../src/index.ts';

test('a database of before has its accounts as they were, and no pictures of other hosts', async () => {
  await using database = await createEmptyDatabase(inject('postgresUrl'));
  await using db = createDatabase({ url: database.url });
  const migrationFolder = path.join(import.meta.dirname, '../src/migrations');
  const provider = new FileMigrationProvider({ fs, path, migrationFolder });
  const { error } = await new Migrator({ db, provider }).migrateTo('0029-search-analysis');
  expect(error).toBeUndefined();
  await sql`
    insert into users (id, username, display_name, email, password_hash, suspended_at, deleted_at, avatar_url, banner_url)
    select n, 'user' || n, 'User', n || '@example.org', 'none', case when n = 2 then now() end, case when n = 3 then now() end,
      'https://tracker.example/a.png', case when n = 1 then 'https://tracker.example/b.png' end
    from generate_series(1, 3) as n`.execute(db);
  await sql`insert into follows (follower_id, followee_id) values (2, 1)`.execute(db);
  await sql`update users set merged_at_read = true where id = 1`.execute(db);
  await sql`
    insert into tweets (id, author_id, text, entities, conversation_id) values (7, 1, 'hello', '{}', 7)`.execute(
    db,
  );

  expect(await migrate(db)).toContain('0030-deactivated-accounts');

  const users = await db
    .selectFrom('users')
    .select(['id', 'isActive', 'deletionDueAt', 'avatarUrl', 'bannerUrl'])
    .orderBy('id')
    .execute();
  const nothing = { deletionDueAt: null, avatarUrl: null, bannerUrl: null };
  expect(users).toEqual([
    { id: '1', isActive: true, ...nothing },
    { id: '2', isActive: false, ...nothing },
    { id: '3', isActive: false, ...nothing },
  ]);
  const shown = await db.selectFrom('homeTimeline').select(['userId', 'tweetId']).execute();
  expect(shown).toEqual([{ userId: '2', tweetId: '7' }]);
});
