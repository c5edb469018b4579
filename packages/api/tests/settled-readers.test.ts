import { createTestApp, type TestUser } from '@dunlin/harness';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reconcileFollow } from '../src/timelines/reconcile-follow.ts';
import { verifyTimelines } from '../src/timelines/verify-timelines.ts';
import { apply } from './apply.ts';

/** More followers, and more retweets, than are read at once. */
const crowd = 130;
const people = sql`generate_series(1, ${sql.lit(crowd)}) as n`;
const nothing = sql`'{"hashtags":[],"mentions":[],"urls":[]}'::jsonb`;

const app = await createTestApp();
const { settings } = app.api.services;
let author: TestUser;
let admin: TestUser;
beforeAll(async () => {
  [author] = await app.createUsers('settled');
  [admin] = await app.createStaff('admin', 'settled_admin');
  await surround(author);
});
afterAll(async () => {
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

test('what hundreds have of an author, and of what others retweeted of it, goes when it is suspended and comes back', async () => {
  const before = await listEntries();
  await expectVerified();
  await app.as(admin).admin.users.suspend({ id: author.id, reason: 'spam' });
  await app.drain();
  expect(await listEntries()).toEqual(before.filter(({ isTheirOwn }) => isTheirOwn));
  await expectVerified();
  await app.as(admin).admin.users.restore({ id: author.id });
  await app.drain();
  expect(await listEntries()).toEqual(before);
  await expectVerified();
});

test('of an author who wrote more than a timeline holds an unfollow takes all', async () => {
  await sql`
    insert into tweets (id, author_id, text, entities, conversation_id)
    select 10000 + n, ${author.id}::bigint, 'more', ${nothing}, 10000 + n from generate_series(1, 1100) as n`.execute(
    app.db,
  );
  await sql`insert into timeline_entries (user_id, tweet_id) select 1, 10000 + n from generate_series(501, 1100) as n`.execute(
    app.db,
  );
  await sql`delete from follows where follower_id = 1`.execute(app.db);
  const unfollow = { type: 'follow.deleted', followerId: '1', followeeId: author.id } as const;
  await apply(app.api.services, reconcileFollow, [unfollow]);
  const had = (await listEntries()).filter(({ userId }) => userId === '1');
  expect(had.filter(({ tweetId }) => BigInt(tweetId) > 10_000n || BigInt(tweetId) < 2_000n)).toEqual([]);
});

/** All of a crowd follow it, and retweeted one tweet of it; one of them, whom all others follow, retweeted some more. */
async function surround({ id }: TestUser): Promise<void> {
  await sql`
    insert into users (id, username, email, password_hash, display_name)
    select n, 'crowd' || n, 'crowd' || n || '@example.org', 'none', 'Crowd' from ${people}`.execute(app.db);
  await sql`
    insert into follows (follower_id, followee_id)
    select n, ${id}::bigint from ${people} union all select n, 2 from ${people} where n <> 2`.execute(app.db);
  await sql`
    insert into tweets (id, author_id, text, entities, conversation_id)
    select 1000 + n, ${id}::bigint, 'its own', ${nothing}, 1000 + n from ${people}
    union all select 2000 + n, n, 'theirs', ${nothing}, 2000 + n from ${people}`.execute(app.db);
  await sql`
    insert into tweets (id, author_id, text, entities, conversation_id, retweet_of_id)
    select 3000 + n, n, '', '{}'::jsonb, 3000 + n, 1001 from ${people}
    union all select 4000 + n, 2, '', '{}'::jsonb, 4000 + n, 1000 + n from ${people} where n between 2 and 30`.execute(
    app.db,
  );
  await sql`
    insert into timeline_entries (user_id, tweet_id)
    select follower_id, tweets.id from follows join tweets on author_id = followee_id
    union select author_id, id from tweets`.execute(app.db);
}

async function listEntries(): Promise<{ userId: string; tweetId: string; isTheirOwn: boolean }[]> {
  const { rows } = await sql<{ userId: string; tweetId: string; isTheirOwn: boolean }>`
    select user_id as "userId", tweet_id as "tweetId", author_id <> ${author.id} and retweet_of_id is null as "isTheirOwn"
    from timeline_entries join tweets on tweets.id = tweet_id
    where user_id <= ${crowd} order by user_id, tweet_id`.execute(app.db);
  return rows;
}

async function expectVerified(): Promise<void> {
  expect(await verifyTimelines(app.db, { settings })).toMatchObject({ missing: 0, extra: 0, excused: 0 });
}
