import type { Database, Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import { insertFollows } from './insert-follows.ts';

const authors = 1_000;
const followersOfEach = 10;
const batchSize = 20_000;

/**
 * Inserts tweets as the API leaves them before anything has come of them, and their events, all of which appear in the outbox at
 * once. Each author has a few followers.
 */
export async function insertBacklog(db: Database, count: number): Promise<void> {
  const authorIds = await insertAuthors(db);
  await db.transaction().execute(async (trx) => {
    for (let done = 0; done < count; done += batchSize)
      await insertTweets(trx, authorIds, Math.min(batchSize, count - done));
  });
}

/** @returns their ids; their followers are others, who write nothing. */
async function insertAuthors(db: Database): Promise<string[]> {
  const [authorIds, readerIds] = [await insertUsers(db, 'absent'), await insertUsers(db, 'waiting')];
  await insertFollows(
    db,
    authorIds.flatMap((followeeId, place) =>
      Array.from({ length: followersOfEach }, (_, step) => ({
        followerId: readerIds[(place + step) % readerIds.length] ?? '',
        followeeId,
      })),
    ),
  );
  return authorIds;
}

async function insertUsers(db: Database, name: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with inserted as (
      insert into users (username, display_name, email, password_hash)
      select ${name} || '_' || n, ${name}, ${name} || '_' || n || '@example.org', 'none'
      from generate_series(1, ${authors}::int) as n
      returning id
    ), announced as (
      insert into outbox (event) select jsonb_build_object('type', 'user.created', 'userId', id::text) from inserted
    )
    select id::text from inserted`.execute(db);
  return rows.map(({ id }) => id);
}

async function insertTweets(trx: Transaction, authorIds: readonly string[], count: number): Promise<void> {
  await sql`
    with fresh as materialized (
      select next_id() as id, (${authorIds}::bigint[])[1 + n % ${authors}] as author_id, n
      from generate_series(1, ${count}::int) as n
    ), written as (
      insert into tweets (id, author_id, text, entities, conversation_id)
      select id, author_id, 'written while nobody worked, ' || n, '{"hashtags":[],"mentions":[],"urls":[]}', id from fresh
    ), own as (
      insert into timeline_entries (user_id, tweet_id) select author_id, id from fresh
    ), counted as (
      insert into user_counts (user_id, slot, tweets) select author_id, 0, count(*) from fresh group by author_id
      on conflict (user_id, slot) do update set tweets = user_counts.tweets + excluded.tweets
    )
    insert into outbox (event)
    select jsonb_build_object('type', 'tweet.created', 'tweetId', id::text, 'authorId', author_id::text, 'conversationId', id::text)
    from fresh`.execute(trx);
}
