import { createTestApp, rejection, type TestUser } from '@dunlin/harness';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { boundaryViews } from '../src/visibility/queries.ts';
import { findWrongCounters } from './find-wrong-counters.ts';

const app = await createTestApp();
afterAll(() => app[Symbol.asyncDispose]());

const index = fc.nat({ max: 5 });
/** What is done twice stands more often. */
const verbs = [
  ...(['like', 'like', 'unlike', 'follow', 'follow', 'unfollow', 'reply', 'post', 'delete'] as const),
  ...(['retweet', 'retweet', 'unretweet', 'quote', 'bookmark', 'unbookmark', 'block', 'unblock'] as const),
];
const action = fc.record({
  verb: fc.constantFrom(...verbs),
  actor: index,
  target: index,
});

test('after any concurrent mix of writes, each counter equals the rows it counts', async () => {
  let round = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 60, maxLength: 100 }), async (actions) => {
      round += 1;
      const users = await app.createUsers(
        ...Array.from({ length: 6 }, (_, number) => `mixer${round}_${number}`),
      );
      const tweets = await Promise.all(users.map((user) => app.as(user).tweets.create({ text: 'start' })));
      await Promise.all(
        actions.map((step) => perform(step, { users, tweetIds: tweets.map(({ id }) => id) })),
      );
      await app.drain();

      expect(await findWrongCounters(app.db)).toEqual([]);
      await expectTrueAnswers(users);
      expect(app.errors).toEqual([]);
    }),
    { numRuns: 4, endOnFailure: true },
  );
});

test('deleting an account takes it out of every counter, also when it is writing', async () => {
  for (let round = 0; round < 3; round += 1) {
    const [alice, bob] = await app.createUsers(`leaver${round}`, `stayer${round}`);
    const { id } = await app.as(bob).tweets.create({ text: 'a tweet that stays' });
    await app.as(alice).likes.create({ id });
    await app.as(alice).tweets.create({ text: 'a reply', replyToId: id });
    await app.as(alice).follows.create({ id: bob.id });
    await app.as(bob).follows.create({ id: alice.id });
    const others = await Promise.all(['b', 'c', 'd', 'e'].map((text) => app.as(bob).tweets.create({ text })));

    const writes = others.flatMap((tweet) => [
      app.as(alice).likes.create({ id: tweet.id }),
      app.as(alice).tweets.create({ text: 'a last word', replyToId: tweet.id }),
    ]);
    await Promise.all([app.as(alice).users.delete({ id: alice.id }), Promise.allSettled(writes)]);
    await app.drain();

    expect(await findWrongCounters(app.db)).toEqual([]);
    expect(await app.as(bob).users.get({ id: bob.id })).toMatchObject({
      followerCount: 0,
      followingCount: 0,
    });
    for (const tweet of [{ id }, ...others]) {
      expect(await app.as(bob).tweets.get({ id: tweet.id })).toMatchObject({
        counts: { likes: 0, replies: 0 },
      });
    }
  }
  expect(app.errors).toEqual([]);
});

test('a write under way when its account is deleted is purged with the rest', async () => {
  const [alice, bob] = await app.createUsers('slow_alice', 'bob');
  const liked = await app.as(bob).tweets.create({ text: 'like me' });
  const blocked = await app.as(bob).tweets.create({ text: 'answer me' });
  const writes = await app.db.transaction().execute(async (trx) => {
    const { id } = await trx
      .selectFrom('tweets')
      .select('id')
      .where('id', '=', blocked.id)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const waiting = [
      app.as(alice).likes.create({ id }),
      app.as(alice).tweets.create({ text: 'too late', replyToId: id }),
    ];
    await Promise.all([
      app.as(alice).likes.create({ id: liked.id }),
      expect.poll(() => countBlocked()).toBe(2),
    ]);
    await app.as(alice).users.delete({ id: alice.id });
    await app.drain();
    return { waiting };
  });
  await Promise.allSettled(writes.waiting);
  await app.drain();

  expect(await findWrongCounters(app.db)).toEqual([]);
  for (const { id } of [liked, blocked]) {
    expect(await app.as(bob).tweets.get({ id })).toMatchObject({ counts: { likes: 0, replies: 0 } });
  }
  expect(app.errors).toEqual([]);
});

/** Statements that wait for another transaction. */
async function countBlocked(): Promise<number> {
  const { rows } = await sql<{ pid: number }>`
    select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
    app.db,
  );
  return rows.length;
}

async function perform(
  { verb, actor, target }: { verb: Verb; actor: number; target: number },
  { users, tweetIds }: { users: TestUser[]; tweetIds: string[] },
): Promise<unknown> {
  const user = users[actor];
  const followee = users[target];
  const id = tweetIds[target];
  if (!user || !followee || !id) throw new Error('the action names nobody');
  const caller = app.as(user);
  const actions: Record<Verb, () => Promise<unknown>> = {
    follow: () => caller.follows.create({ id: followee.id }),
    unfollow: () => caller.follows.delete({ id: followee.id }),
    block: () => caller.moderation.block({ id: followee.id }),
    unblock: () => caller.moderation.unblock({ id: followee.id }),
    post: () => caller.tweets.create({ text: 'one more' }),
    reply: () => caller.tweets.create({ text: 'a reply', replyToId: id }),
    quote: () => caller.tweets.create({ text: 'a quote', quotedId: id }),
    delete: () => caller.tweets.delete({ id }),
    like: () => caller.likes.create({ id }),
    unlike: () => caller.likes.delete({ id }),
    retweet: () => caller.retweets.create({ id }),
    unretweet: () => caller.retweets.delete({ id }),
    bookmark: () => caller.bookmarks.create({ id }),
    unbookmark: () => caller.bookmarks.delete({ id }),
  };
  const call = actions[verb]();
  return call.catch(async () => {
    expect(allowedErrors).toContain((await rejection(call)).code);
  });
}

const allowedErrors = ['TWEET_NOT_FOUND', 'FORBIDDEN', 'BLOCKED', 'CANNOT_FOLLOW_SELF', 'CANNOT_BLOCK_SELF'];

/** What the caches answer is what stands in the tables. */
async function expectTrueAnswers(users: TestUser[]): Promise<void> {
  for (const user of users) {
    const caller = app.as(user);
    const profile = await caller.users.get({ id: user.id });
    const list = { id: user.id, limit: 100 };
    expect(profile).toMatchObject({
      followerCount: (await caller.users.followers(list)).items.length,
      followingCount: (await caller.users.following(list)).items.length,
    });
    // What stands behind a block is counted and not listed.
    const { blocked } = (await app.api.services.views.of(boundaryViews).get(user.id)) ?? {};
    if (blocked?.size !== 0) continue;
    const tweets = (await caller.users.tweets(list)).items;
    expect(profile.tweetCount).toBe(tweets.length);
    for (const { id, counts } of tweets.filter(({ retweetOf }) => !retweetOf)) {
      expect(counts).toMatchObject({
        likes: (await caller.tweets.likers({ id, limit: 100 })).items.length,
        retweets: (await caller.tweets.retweeters({ id, limit: 100 })).items.length,
        replies: (await caller.tweets.replies({ id, limit: 100 })).items.length,
        quotes: (await caller.tweets.quotes({ id, limit: 100 })).items.length,
      });
    }
  }
}

type Verb = (typeof verbs)[number];
