import { createEmptyDatabase } from '@dunlin/harness';
import { type Kysely, sql } from 'kysely';
import { expect, inject, test } from 'vitest';
import { createDatabase, migrate } from '../src/index.ts';
import { up } from '../src/migrations/0015-repeated-acts.ts';

test('notifications of an earlier version tell of the follow that stands, and waiting edits of the version they replaced', async () => {
  await using database = await createEmptyDatabase(inject('postgresUrl'));
  await using db = createDatabase({ url: database.url });
  await migrate(db);
  // As it was before.
  await sql`alter table notifications drop column act_id`.execute(db);
  await sql`drop index tweets_quotes_by_author_idx`.execute(db);
  await sql`
    insert into users (id, username, display_name, email, password_hash)
    select n, 'user' || n, 'User', n || '@example.org', 'none' from generate_series(1, 3) as n`.execute(db);
  await sql`insert into follows (id, follower_id, followee_id) values (21, 2, 1)`.execute(db);
  await sql`insert into follow_requests (id, follower_id, followee_id) values (31, 3, 1)`.execute(db);
  await sql`
    insert into notification_groups (id, user_id, type, last_id)
    values (1, 1, 'follow', 2), (3, 1, 'followRequest', 3), (4, 2, 'followAccepted', 4)`.execute(db);
  await sql`
    insert into notifications (id, group_id, user_id, type, actor_id)
    values (1, 1, 1, 'follow', 2), (2, 1, 1, 'follow', 3), (3, 3, 1, 'followRequest', 3), (4, 4, 2, 'followAccepted', 1)`.execute(
    db,
  );
  await sql`insert into tweets (id, author_id, text, entities, conversation_id) values (7, 1, 'new', '{}', 7)`.execute(
    db,
  );
  await sql`
    insert into tweet_versions (tweet_id, version, text, entities, created_at)
    values (7, 1, 'old', '{}', now()), (7, 2, 'older', '{}', now())`.execute(db);
  const edit = { type: 'tweet.updated', tweetId: '7', authorId: '1' };
  await db
    .insertInto('outbox')
    .values({ event: JSON.stringify(edit) })
    .execute();

  await up(db as unknown as Kysely<unknown>); // `as`: migrations know no tables.

  const acts = await db.selectFrom('notifications').select(['id', 'actId']).orderBy('id').execute();
  expect(acts).toEqual([
    { id: '1', actId: '21' },
    // Of a follow that stands no longer.
    { id: '2', actId: null },
    { id: '3', actId: '31' },
    { id: '4', actId: '21' },
  ]);
  expect(await db.selectFrom('outbox').select('event').execute()).toEqual([
    { event: { ...edit, version: 2 } },
  ]);
});
