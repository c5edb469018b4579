import { countFaults, type Findings, listDataChecks } from '@dunlin/api';
import { createTestApp, type TestUser } from '@dunlin/harness';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recomputeTrends } from '../src/trends/recompute-trends.ts';

const app = await createTestApp();
const { db } = app;
const checks = new Map(listDataChecks(app.api.services).map((check) => [check.subject, check]));
afterAll(async () => {
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

let ann: TestUser;
let bob: TestUser;
let guest: TestUser;
let tweetId: string;
beforeAll(async () => {
  [ann, bob, guest] = await app.createUsers('checked_ann', 'checked_bob', 'checked_guest');
  const [admin] = await app.createStaff('admin', 'checked_admin');
  const asBob = app.as(bob);
  await asBob.follows.create({ id: ann.id });
  tweetId = (await app.as(ann).tweets.create({ text: 'to be checked #dunlin' })).id;
  await asBob.likes.create({ id: tweetId });
  await asBob.retweets.create({ id: tweetId });
  await asBob.tweets.create({ text: 'an answer @checked_guest', replyToId: tweetId });
  await asBob.tweets.create({ text: 'a quote', quotedId: tweetId });
  await app.as(guest).likes.create({ id: tweetId });
  await app.as(guest).follows.create({ id: bob.id });
  await app.drain();
  await app.as(admin).admin.users.suspend({ id: guest.id, reason: 'spam' });
  await app.drain();
  // The users of tests are inserted, and no job indexes them.
  await checks.get('search')?.repair();
});

test('what nothing happened to is right, whatever the subject', async () => {
  for (const { verify } of checks.values()) {
    const findings = await verify();
    expect(findings).toMatchObject({ pending: 0, examples: [] });
    expect(findings.doubtful?.count ?? 0).toBe(0);
    expect(countFaults(findings)).toBe(0);
    expect(findings.compared).toMatch(/^[1-9]\d* /);
  }
});

describe('what is wrong is found, named and repaired', () => {
  test.each<[subject: string, wrong: string, harm: () => Promise<unknown>, found: Partial<Findings>]>([
    [
      'counters',
      'one too many',
      () =>
        sql`update tweet_counts set likes = likes + 2 where tweet_id = ${tweetId} and likes > 0`.execute(db),
      {
        faults: expect.objectContaining({ wrong: 1 }),
        examples: [expect.stringMatching(/^tweet_counts\.likes of \d+ is 3, and there are 1$/)],
      },
    ],
    [
      'counters',
      'none at all',
      () => db.deleteFrom('userCounts').where('userId', '=', bob.id).execute(),
      { faults: expect.objectContaining({ wrong: 2 }) },
    ],
    [
      'counters',
      'acts of a suspended user count',
      () =>
        sql`with liked as (update likes set uncounted_at = null where user_id = ${guest.id})
          update tweet_counts set likes = likes + 1 where tweet_id = ${tweetId} and likes > 0`.execute(db),
      { examples: [expect.stringMatching(/^acts of user \d+, who is not active$/)] },
    ],
    [
      'counters',
      'a follow of a suspended user counts',
      () =>
        sql`with followed as (update follows set counted = true where follower_id = ${guest.id})
          insert into user_counts (user_id, slot, followers, following)
          values (${bob.id}, 99, 1, 0), (${guest.id}, 99, 0, 1)`.execute(db),
      { faults: expect.objectContaining({ wrong: 0 }) },
    ],
    [
      'timelines',
      'an entry is lost',
      () =>
        db
          .deleteFrom('timelineEntries')
          .where('userId', '=', bob.id)
          .where('tweetId', '=', tweetId)
          .execute(),
      { faults: expect.objectContaining({ missing: 1 }) },
    ],
    [
      'notifications',
      'the place of a group is too old',
      () =>
        sql`update notification_groups set last_id = last_id / 2 where user_id = ${ann.id} and type = 'like'`.execute(
          db,
        ),
      { faults: { 'of what is gone': 0, 'out of their place': 1 } },
    ],
    [
      'notifications',
      'one is of a user who is deleted',
      async () => {
        const [gone] = await app.createUsers('checked_gone');
        await app.as(gone).follows.create({ id: ann.id });
        await app.drain();
        const told = await db
          .selectFrom('notifications')
          .selectAll()
          .where('actorId', '=', gone.id)
          .execute();
        await app.as(gone).users.delete({ id: gone.id });
        await app.drain();
        await db.insertInto('notifications').values(told).execute();
      },
      { faults: { 'of what is gone': 1, 'out of their place': 0 } },
    ],
    [
      'search',
      'a tweet is not in the index',
      () => sql`delete from search_tweets where tweet_id = ${tweetId}`.execute(db),
      { faults: { missing: 1, extra: 0, different: 0 } },
    ],
    [
      'trends',
      'a hashtag is not counted',
      () => db.deleteFrom('tweetHashtags').where('tweetId', '=', tweetId).execute(),
      { faults: expect.objectContaining({ 'with other hashtags': 1 }) },
    ],
    [
      'trends',
      'a trend is made by nobody',
      () => sql`insert into trends values ('nobody', 'Nobody', 9, 9, 9)`.execute(db),
      { examples: ['trend #nobody'] },
    ],
  ])('%s: %s', async (subject, _wrong, harm, found) => {
    await harm();
    const check = checks.get(subject);
    const findings = await check?.verify();
    expect(findings).toMatchObject(found);
    expect(findings && countFaults(findings)).toBeGreaterThan(0);
    await check?.repair();
    await app.drain();
    const after = await check?.verify();
    expect(after).toMatchObject({ pending: 0, examples: [] });
    expect(after && countFaults(after)).toBe(0);
  });
});

describe('what nobody was told of', () => {
  const strict = listDataChecks(app.api.services, { strict: true }).find(
    ({ subject }) => subject === 'notifications',
  );
  beforeAll(() =>
    db
      .deleteFrom('notifications')
      .where('userId', '=', ann.id)
      .where('type', 'in', ['retweet', 'reply'])
      .execute(),
  );

  test('is named, and may have been kept from them', async () => {
    expect(await checks.get('notifications')?.verify()).toMatchObject({
      faults: { 'of what is gone': 0, 'out of their place': 0 },
      doubtful: { count: 2 },
      examples: expect.arrayContaining([
        `not told: retweet by user ${bob.id} to user ${ann.id}, tweet ${tweetId}`,
      ]),
    });
    await checks.get('notifications')?.repair();
    expect(await checks.get('notifications')?.verify()).toMatchObject({ doubtful: { count: 2 } });
  });

  test('was lost where nothing can have been kept from anybody, and is written down as read', async () => {
    const { unread } = await app.as(ann).notifications.summary();
    expect(await strict?.verify()).toMatchObject({ faults: { 'that nobody was told of': 2 } });
    await strict?.repair();
    const right = await strict?.verify();
    expect(right).toMatchObject({ examples: [] });
    expect(right && countFaults(right)).toBe(0);
    const { items } = await app.as(ann).notifications.list({});
    expect(items.slice(0, 2).map(({ type, read }) => ({ type, read }))).toEqual(
      expect.arrayContaining([
        { type: 'reply', read: true },
        { type: 'retweet', read: true },
      ]),
    );
    expect(await app.as(ann).notifications.summary()).toMatchObject({ unread });
  });

  test('is a follow done again, too, of which only the first was told', async () => {
    await app.as(bob).follows.delete({ id: ann.id });
    await app.as(bob).follows.create({ id: ann.id });
    await app.drain();
    await sql`update notifications set act_id = act_id - 1 where actor_id = ${bob.id} and type = 'follow'`.execute(
      db,
    );
    expect(await strict?.verify()).toMatchObject({ faults: { 'that nobody was told of': 1 } });
    await strict?.repair();
    expect(await strict?.verify()).toMatchObject({ examples: [] });
  });
});

test('a trend that the next ranking changes is named, once time alone cannot have changed it', async () => {
  const names = ['ranked_a', 'ranked_b', 'ranked_c', 'ranked_d', 'ranked_e'];
  const authors = await app.createUsers(...names);
  await db.updateTable('users').set({ createdAt: sql`now() - interval '30 days'` }).execute();
  for (const author of authors) await app.as(author).tweets.create({ text: '#ranked' });
  await app.drain();
  const findTrends = async () => (await checks.get('trends')?.verify())?.examples;
  const ageTo = (minutes: number) =>
    sql`update tweet_hashtags set created_at = now() - make_interval(mins => ${minutes}::int)`.execute(db);

  await ageTo(10);
  expect(await findTrends()).toEqual([]);
  await ageTo(20);
  expect(await findTrends()).toEqual(['ranked otherwise: #ranked']);
  await recomputeTrends(app.api.services);
  expect(await findTrends()).toEqual([]);
  await sql`update trends set score = score + 1`.execute(db);
  expect(await findTrends()).toEqual(['ranked otherwise: #ranked']);
});

describe('where no server runs', () => {
  test('what is going to be recounted excuses nothing else, and what a suspension excuses is told', async () => {
    await using idle = await createTestApp({ runsJobs: false });
    const [cat] = await idle.createUsers('idle_cat');
    const { id } = await idle.as(cat).tweets.create({ text: 'never shown' });
    await idle.as(cat).likes.create({ id });
    await idle.db.deleteFrom('outbox').execute();
    await sql`update likes set uncounted_at = now()`.execute(idle.db);
    await idle.db.deleteFrom('timelineEntries').execute();
    const [counters, timelines] = listDataChecks(idle.api.services);

    await counters?.repair();
    const counted = await counters?.verify();
    expect(counted).toMatchObject({ pending: 1 });
    expect(counted && countFaults(counted)).toBe(0);
    expect(await timelines?.verify()).toMatchObject({ faults: { missing: 1 }, pending: 0 });

    const event = JSON.stringify({ type: 'user.suspended', userId: cat.id });
    await idle.db.insertInto('outbox').values({ event }).execute();
    expect(await timelines?.verify()).toMatchObject({ faults: { missing: 0 }, pending: 1 });
  });

  test('what is still going to be told of is neither lost nor written down', async () => {
    await using idle = await createTestApp({ runsJobs: false });
    const [cat, dog] = await idle.createUsers('idle_cat', 'idle_dog');
    const { id } = await idle.as(cat).tweets.create({ text: 'to be told of' });
    await idle.db.deleteFrom('outbox').execute();
    await idle.as(dog).follows.create({ id: cat.id });
    await idle.as(dog).retweets.create({ id });
    await idle.as(dog).tweets.create({ text: 'an answer', replyToId: id });
    const strict = listDataChecks(idle.api.services, { strict: true }).find(
      ({ subject }) => subject === 'notifications',
    );
    expect(await strict?.verify()).toMatchObject({
      faults: { 'that nobody was told of': 0 },
      pending: 3,
      examples: [],
    });
    await strict?.repair();
    expect(await idle.as(cat).notifications.list({})).toMatchObject({ items: [] });
  });
});
