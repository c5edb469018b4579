import { isDeepStrictEqual } from 'node:util';
import { createEmptyDatabase } from '@dunlin/harness';
import { type Kysely, sql } from 'kysely';
import { expect, inject, test } from 'vitest';
import { createDatabase, migrate } from '../src/index.ts';
import { up } from '../src/migrations/0013-events-without-jobs.ts';

test('what an earlier version left to jobs that are no more is done all the same', async () => {
  await using database = await createEmptyDatabase(inject('postgresUrl'));
  await using db = createDatabase({ url: database.url });
  await migrate(db);
  // As it was before.
  await sql`alter table search_replica drop column installation`.execute(db);
  await sql`insert into users (id, username, display_name, email, password_hash) values (1, 'author', 'Author', 'a@example.org', 'none')`.execute(
    db,
  );
  await sql`
    insert into tweets (id, author_id, text, entities, conversation_id) values (7, 1, 'liked', '{}', 7)`.execute(
    db,
  );
  const like = { type: 'like.created', userId: '2', tweetId: '7' };
  const follow = { type: 'follow.created', followerId: '2', followeeId: '1' };
  const job = (id: string, name: string, event: object) => ({ id, name, events: JSON.stringify([event]) });
  await db
    .insertInto('jobs')
    .values([
      job('a', 'notify-of-like', like),
      job('b', 'reconcile-follow', follow),
      { ...job('c', 'notify-of-follow', follow), failedAt: new Date(), reason: 'it failed' },
    ])
    .execute();
  await db
    .insertInto('outbox')
    .values({ event: JSON.stringify(like) })
    .execute();

  await up(db as unknown as Kysely<unknown>); // `as`: migrations know no tables.

  const known = { ...like, authorId: '1' };
  const outbox = await db.selectFrom('outbox').select('event').execute();
  expect(outbox).toHaveLength(3);
  expect(outbox.filter(({ event }) => isDeepStrictEqual(event, known))).toHaveLength(2);
  expect(outbox).toContainEqual({ event: follow });
  expect(await db.selectFrom('jobs').select(['id', 'name']).orderBy('id').execute()).toEqual([
    { id: 'b', name: 'reconcile-follow' },
  ]);
});
