import { createEmptyDatabase } from '@dunlin/harness';
import { type Kysely, sql } from 'kysely';
import { expect, inject, test } from 'vitest';
import { createDatabase, migrate } from '../src/index.ts';
import { up } from '../src/migrations/0026-quotes-and-replies.ts';

test('of the blocks that there are, those are told of that have quotes to detach', async () => {
  await using database = await createEmptyDatabase(inject('postgresUrl'));
  await using db = createDatabase({ url: database.url });
  await migrate(db);
  // As it was before.
  await sql`
    alter table tweets drop column detached_from_id, drop column reply_policy, drop column quote_policy`.execute(
    db,
  );
  await sql`
    insert into users (id, username, display_name, email, password_hash)
    select n, 'user' || n, 'User', n || '@example.org', 'none' from generate_series(1, 3) as n`.execute(db);
  await sql`
    insert into tweets (id, author_id, text, entities, conversation_id, quoted_id)
    values (11, 1, 'mine', '{}', 11, null), (21, 2, 'look', '{}', 21, 11)`.execute(db);
  await sql`insert into blocks (id, blocker_id, blocked_id) values (31, 1, 2), (32, 2, 1), (33, 1, 3)`.execute(
    db,
  );

  await up(db as unknown as Kysely<unknown>); // `as`: migrations know no tables.

  const events = await db.selectFrom('outbox').select('event').execute();
  expect(events).toEqual([
    { event: { type: 'block.created', blockId: '31', blockerId: '1', blockedId: '2' } },
  ]);
});
