import { createTestApp, type TestUser } from '@dunlin/harness';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { listDataChecks } from '../src/data-checks.ts';
import { verifyTimelines } from '../src/timelines/verify-timelines.ts';
import { findWrongCounters } from './find-wrong-counters.ts';

/** More than any step of a purge takes at once. */
const crowd = 220;

const app = await createTestApp();
const { settings } = app.api.services;
const faultless = { missing: 0, extra: 0, excused: 0 };
afterAll(async () => {
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

test('an account that hundreds follow, who follows, likes and bookmarks as many and wrote as much, goes with all it left', async () => {
  const [idol, fan] = await app.createUsers('purge_idol', 'purge_fan');
  const own = await app.as(fan).tweets.create({ text: 'hello' });
  await app.as(fan).follows.create({ id: idol.id });
  // Else what the follow brings is written beside what is inserted here.
  await app.drain();
  await surround(idol);
  expect(await verifyTimelines(app.db, { settings })).toMatchObject(faultless);

  await app.as(idol).users.delete({ id: idol.id });
  await app.drain();
  expect(await findWrongCounters(app.db)).toEqual([]);
  expect(await verifyTimelines(app.db, { settings })).toMatchObject(faultless);
  expect((await app.as(fan).timelines.home({})).items.map(({ id }) => id)).toEqual([own.id]);
  for (const table of ['follows', 'likes', 'bookmarks'] as const) expect(await count(table)).toBe(0);
  // What is left is the fan's, and what the crowd wrote itself.
  expect(await count('tweets', sql`deleted_at is null`)).toBe(1 + crowd);
  expect(await count('timeline_entries')).toBe(1 + crowd);
});

/** With a crowd that follows it and retweeted one of its tweets, and all of whom it follows, likes and bookmarks; it wrote as much as they did. */
async function surround({ id }: TestUser): Promise<void> {
  const people = sql`generate_series(1, ${sql.lit(crowd)}) as n`;
  await sql`
    insert into users (id, username, email, password_hash, display_name)
    select n, 'crowd' || n, 'crowd' || n || '@example.org', 'none', 'Crowd' from ${people}`.execute(app.db);
  await sql`insert into follows (follower_id, followee_id) select n, ${id}::bigint from ${people}`.execute(
    app.db,
  );
  await sql`insert into follows (follower_id, followee_id) select ${id}::bigint, n from ${people}`.execute(
    app.db,
  );
  const nothing = sql`'{"hashtags":[],"mentions":[],"urls":[]}'::jsonb`;
  await sql`
    insert into tweets (id, author_id, text, entities, conversation_id)
    select n, n, 'theirs', ${nothing}, n from ${people}
    union all select 1000 + n, ${id}::bigint, 'its own', ${nothing}, 1000 + n from ${people}`.execute(app.db);
  await sql`
    insert into tweets (id, author_id, text, entities, conversation_id, retweet_of_id)
    select 2000 + n, n, '', '{}', 2000 + n, 1001 from ${people}`.execute(app.db);
  for (const table of ['likes', 'bookmarks'])
    await sql`insert into ${sql.table(table)} (user_id, tweet_id) select ${id}::bigint, n from ${people}`.execute(
      app.db,
    );
  await sql`
    insert into timeline_entries (user_id, tweet_id)
    select follower_id, tweets.id from follows join tweets on author_id = followee_id
    union select author_id, id from tweets where id <= 3000`.execute(app.db);
  for (const check of listDataChecks(app.api.services))
    if (check.subject !== 'timelines') await check.repair();
  await app.drain();
  expect(await findWrongCounters(app.db)).toEqual([]);
}

async function count(table: string, condition = sql`true`): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from ${sql.table(table)} where ${condition}`.execute(app.db);
  return rows[0]?.count ?? Number.NaN;
}
