import { countFaults, type Findings, listDataChecks } from '@dunlin/api';
import { createTestApp, type TestUser } from '@dunlin/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

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

test('what nobody was told of is named, and may have been kept from them', async () => {
  await db.deleteFrom('notifications').where('userId', '=', ann.id).where('type', '=', 'retweet').execute();
  expect(await checks.get('notifications')?.verify()).toMatchObject({
    doubtful: { count: 1 },
    examples: [`not told: retweet by user ${bob.id} to user ${ann.id}, tweet ${tweetId}`],
  });
});
