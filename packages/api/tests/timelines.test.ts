import { createTestApp, rejection, type TestUser } from '@dunlin/harness';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import type { AppEvent } from '../src/core/events.ts';
import { fanOutTweet } from '../src/timelines/fan-out-tweet.ts';
import { reconcileFollow } from '../src/timelines/reconcile-follow.ts';
import { removeTweet } from '../src/timelines/remove-tweet.ts';
import { apply } from './apply.ts';
import { findWrongCounters } from './find-wrong-counters.ts';
import { findWrongTimelines } from './find-wrong-timelines.ts';

const app = await createTestApp({ settings: { fanOutSliceSize: 3 } });
const { services } = app.api;
afterAll(async () => {
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

test('a tweet appears in the timelines of its author and of each follower, once', async () => {
  const [alice, bob, carol] = await app.createUsers('alice', 'bob', 'carol');
  await app.as(bob).follows.create({ id: alice.id });
  await app.drain();

  const tweet = await app.as(alice).tweets.create({ text: 'hello' });
  expect((await app.as(alice).timelines.home({})).items).toEqual([tweet]);
  await app.drain();

  expect((await app.as(bob).timelines.home({})).items).toEqual([tweet]);
  expect((await app.as(alice).timelines.home({})).items).toEqual([tweet]);
  expect((await app.as(carol).timelines.home({})).items).toEqual([]);
});

test('a timeline needs a signed-in viewer', async () => {
  expect(await rejection(app.anonymous().timelines.home({}))).toMatchObject({
    code: 'UNAUTHENTICATED',
    status: 401,
  });
});

test.for([2, 3, 4, 6, 7])('with batches of 3, a tweet reaches each of %d followers', async (count) => {
  const { author, followers } = await createAudience(`batch${count}`, count);
  await Promise.all(['one', 'two', 'three'].map((text) => app.as(author).tweets.create({ text })));
  await app.drain();
  expect(await findWrongTimelines(app, [author, ...followers])).toEqual([]);
  expect(await homeOf(followers[count - 1] ?? author)).toHaveLength(3);
});

test('several tweets of several authors fan out together, those of many followers in turns', async () => {
  const { author, followers } = await createAudience('joint', 4);
  const second = await createAudience('joint_too', 5);
  const tweets = await Promise.all(
    [author, second.author].map((user) => app.as(user).tweets.create({ text: 'hi' })),
  );
  const users = [author, ...followers, second.author, ...second.followers];
  await apply(
    services,
    fanOutTweet,
    tweets.map(({ id, author: { id: authorId }, conversationId }) => ({
      type: 'tweet.created',
      tweetId: id,
      authorId,
      conversationId,
    })),
  );
  await app.drain();
  expect(await findWrongTimelines(app, users)).toEqual([]);
});

test('a timeline that has the tweet already keeps it once, and the others get it', async () => {
  const { author, followers } = await createAudience('had', 2);
  const tweet = await app.as(author).tweets.create({ text: 'had' });
  await app.drain();
  await services.db
    .deleteFrom('timelineEntries')
    .where('userId', '=', followers[1]?.id ?? '')
    .execute();
  const { id: tweetId, conversationId } = tweet;
  const event = { type: 'tweet.created', tweetId, authorId: author.id, conversationId } as const;
  await apply(services, fanOutTweet, [event]);
  expect(await findWrongTimelines(app, [author, ...followers])).toEqual([]);
});

describe('following', () => {
  test('brings the tweets from before, and unfollowing takes all of them out', async () => {
    const [alice, bob, carol] = await app.createUsers('alice2', 'bob2', 'carol2');
    const before = await app.as(alice).tweets.create({ text: 'before' });
    const own = await app.as(bob).tweets.create({ text: 'my own' });
    await app.as(bob).follows.create({ id: alice.id });
    await app.as(bob).follows.create({ id: carol.id });
    await app.drain();
    const after = await app.as(alice).tweets.create({ text: 'after' });
    const carols = await app.as(carol).tweets.create({ text: 'of another' });
    await app.drain();
    expect(await homeOf(bob)).toEqual([carols.id, after.id, own.id, before.id]);

    await app.as(bob).follows.delete({ id: alice.id });
    await app.drain();
    expect(await homeOf(bob)).toEqual([carols.id, own.id]);
  });

  test.for([
    ['a follow', ['create'], true],
    ['a follow taken back', ['create', 'delete'], false],
    ['a follow, taken back and set again', ['create', 'delete', 'create'], true],
  ] as const)(
    'ends in the same timeline for %s, in whatever order and however often the jobs run',
    async ([, verbs, standing]) => {
      const [alice, bob] = await app.createUsers(`alice_${verbs.length}x`, `bob_${verbs.length}x`);
      const { id } = await app.as(alice).tweets.create({ text: 'now you see me' });
      for (const verb of verbs) await app.as(bob).follows[verb]({ id: alice.id });
      const events = verbs.map(
        (verb): FollowEvent => ({ type: `follow.${verb}d`, followerId: bob.id, followeeId: alice.id }),
      );
      for (const order of [events.toReversed(), events, [...events, ...events]]) {
        await Promise.all([
          apply(services, reconcileFollow, order),
          apply(services, reconcileFollow, order.slice(0, 1)),
        ]);
        expect(await homeOf(bob)).toEqual(standing ? [id] : []);
      }
      await app.drain();
      expect(await homeOf(bob)).toEqual(standing ? [id] : []);
    },
  );
});

describe('a removal', () => {
  test('waits for a fan-out that has not seen the unfollow', async () => {
    const { author, followers } = await createAudience('unfollowed', 1);
    const [follower = author] = followers;
    const follow = { followerId: follower.id, followeeId: author.id };
    await duringFanOut({ author, follower }, async () => {
      await app.as(follower).follows.delete({ id: author.id });
      await apply(services, reconcileFollow, [{ type: 'follow.deleted', ...follow }]);
    });
    expect(await entriesOf(follower)).toEqual([]);
  });

  test('waits for a fan-out that has not seen the deletion', async () => {
    const { author, followers } = await createAudience('deleted', 1);
    const [follower = author] = followers;
    await duringFanOut({ author, follower }, async (tweetId) => {
      await app.as(author).tweets.delete({ id: tweetId });
      await apply(services, removeTweet, [{ type: 'tweet.deleted', tweetId, authorId: author.id }]);
    });
    expect(await entriesOf(follower)).toEqual([]);
  });

  test('is not undone by a fan-out that comes late, or again', async () => {
    const { author, followers } = await createAudience('late', 1);
    const [follower = author] = followers;
    const tweets = await Promise.all(['one', 'two'].map((text) => app.as(author).tweets.create({ text })));
    const [deleted = '', kept = ''] = tweets.map(({ id }) => id);
    await app.as(author).tweets.delete({ id: deleted });
    await app.drain();
    await fanOut(deleted, author);
    expect(await entriesOf(follower)).toEqual([kept]);
    await app.as(follower).follows.delete({ id: author.id });
    await app.drain();
    await fanOut(kept, author);
    expect(await entriesOf(follower)).toEqual([]);
  });

  test('of a tweet shows at once, before any job has run', async () => {
    const { author, followers } = await createAudience('instant', 2);
    const tweets = await Promise.all(['stays', 'goes'].map((text) => app.as(author).tweets.create({ text })));
    await app.drain();
    for (const follower of followers) expect(await homeOf(follower)).toHaveLength(2);
    const [stays, goes] = tweets;
    await app.as(author).tweets.delete({ id: goes?.id ?? '' });
    for (const follower of followers) expect(await homeOf(follower)).toEqual([stays?.id]);
  });

  test('of an account takes its tweets from every timeline at once, and for good', async () => {
    const { author, followers } = await createAudience('leaver', 4);
    const [friend = author] = followers;
    await app.as(author).follows.create({ id: friend.id });
    await app.as(friend).tweets.create({ text: 'goodbye' });
    const { id } = await app.as(author).tweets.create({ text: 'I am off' });
    await app.as(friend).tweets.create({ text: 'why?', replyToId: id });
    await app.drain();
    expect(await findWrongTimelines(app, followers)).toEqual([]);

    await app.as(author).users.delete({ id: author.id });
    expect(await findWrongTimelines(app, followers)).toEqual([]);
    await app.drain();
    expect(await findWrongTimelines(app, followers)).toEqual([]);
    expect(await findWrongCounters(app.db)).toEqual([]);
    const left = await app.db
      .selectFrom('timelineEntries')
      .innerJoin('tweets', 'tweets.id', 'tweetId')
      .select('tweetId')
      .where((where) => where.or([where('userId', '=', author.id), where('authorId', '=', author.id)]))
      .execute();
    expect(left).toEqual([]);
  });
});

test('following again takes out what was deleted while one did not follow', async () => {
  const [reader, writer] = await app.createUsers('returns', 'left_alone');
  await app.as(reader).follows.create({ id: writer.id });
  const { id } = await app.as(writer).tweets.create({ text: 'gone meanwhile' });
  await app.drain();
  // As the removal leaves it, which writes to those who follow then, when the unfollow is not settled yet.
  await app.as(writer).tweets.delete({ id });
  await app.drain();
  await app.db.insertInto('timelineEntries').values({ userId: reader.id, tweetId: id }).execute();
  await apply(app.api.services, reconcileFollow, [
    { type: 'follow.created', followerId: reader.id, followeeId: writer.id },
  ]);
  const entries = app.db.selectFrom('timelineEntries').selectAll().where('userId', '=', reader.id);
  expect(await entries.execute()).toEqual([]);
});

test('a timeline that was just read shows every later write', async () => {
  const { author, followers } = await createAudience('fresh', 1);
  const [reader = author] = followers;
  const home = async () => (await app.as(reader).timelines.home({})).items;
  expect(await home()).toEqual([]);

  const { id } = await app.as(author).tweets.create({ text: 'one' });
  await app.drain();
  expect(await home()).toMatchObject([{ id, text: 'one', counts: { likes: 0 } }]);
  await app.as(author).tweets.update({ id, text: 'two' });
  expect(await home()).toMatchObject([{ id, text: 'two' }]);
  await app.as(author).likes.create({ id });
  expect(await home()).toMatchObject([{ counts: { likes: 1 }, viewer: { liked: false } }]);
  await app.as(reader).likes.create({ id });
  expect(await home()).toMatchObject([{ counts: { likes: 2 }, viewer: { liked: true } }]);
  await app.as(author).users.update({ id: author.id, displayName: 'Renamed' });
  expect(await home()).toMatchObject([{ author: { displayName: 'Renamed' } }]);
  const reply = await app.as(reader).tweets.create({ text: 'me too', replyToId: id });
  expect(await home()).toMatchObject([{ id: reply.id }, { counts: { replies: 1 } }]);
  await app.as(reader).tweets.delete({ id: reply.id });
  expect(await home()).toMatchObject([{ id, counts: { replies: 0 } }]);
  await app.as(reader).follows.delete({ id: author.id });
  await app.drain();
  expect(await home()).toEqual([]);
});

async function createAudience(
  name: string,
  count: number,
): Promise<{ author: TestUser; followers: TestUser[] }> {
  const [author, ...followers] = await app.createUsers(
    name,
    ...Array.from({ length: count }, (_, index) => `${name}_fan${index}`),
  );
  await Promise.all(followers.map((follower) => app.as(follower).follows.create({ id: author.id })));
  await app.drain();
  return { author, followers };
}

/** Removes something while the fan-out of a tweet has read whom to write to, and has not yet written. */
async function duringFanOut(
  { author, follower }: { author: TestUser; follower: TestUser },
  remove: (tweetId: string) => Promise<unknown>,
): Promise<void> {
  const gate = 42;
  await sql`
    create or replace function wait_at_gate() returns trigger language plpgsql as $$
    begin perform pg_advisory_xact_lock_shared(${sql.lit(gate)}); return new; end $$`.execute(app.db);
  await sql`
    create or replace trigger wait_at_gate before insert on timeline_entries for each row
    when (new.user_id = ${sql.lit(follower.id)}) execute function wait_at_gate()`.execute(app.db);
  const { removal, removed } = await app.db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(${gate})`.execute(trx);
    const { id } = await app.as(author).tweets.create({ text: 'on its way' });
    await expect.poll(countWaiting).toBe(1);
    const outcome = { removed: false };
    const removing = remove(id).then(() => {
      outcome.removed = true;
    });
    await expect.poll(async () => outcome.removed || (await countWaiting()) > 1).toBe(true);
    return { removal: removing, removed: outcome.removed };
  });
  expect(removed).toBe(false);
  await removal;
  await app.drain();
  await sql`drop trigger wait_at_gate on timeline_entries`.execute(app.db);
}

/** Transactions that wait for an advisory lock. */
async function countWaiting(): Promise<number> {
  const { rows } = await sql`
    select from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and wait_event = 'advisory'`.execute(
    app.db,
  );
  return rows.length;
}

function fanOut(tweetId: string, { id: authorId }: TestUser): Promise<void> {
  return apply(services, fanOutTweet, [
    { type: 'tweet.created', tweetId, authorId, conversationId: tweetId },
  ]);
}

async function entriesOf({ id }: TestUser): Promise<string[]> {
  const rows = await app.db
    .selectFrom('timelineEntries')
    .select('tweetId')
    .where('userId', '=', id)
    .execute();
  return rows.map(({ tweetId }) => tweetId);
}

async function homeOf(user: TestUser): Promise<string[]> {
  return (await app.as(user).timelines.home({})).items.map(({ id }) => id);
}

type FollowEvent = Extract<AppEvent, { type: 'follow.created' | 'follow.deleted' }>;
