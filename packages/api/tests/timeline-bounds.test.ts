import { createTestApp, type TestUser } from '@dunlin/harness';
import { afterAll, expect, test } from 'vitest';
import { fanOutTweet } from '../src/timelines/fan-out-tweet.ts';
import { trimTimelines } from '../src/timelines/trim.ts';
import { apply } from './apply.ts';
import { listen } from './listen.ts';

const timelineMaxEntries = 5;
const app = await createTestApp({ settings: { timelineMaxEntries, timelineReserve: 0 } });
afterAll(async () => {
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

test('following keeps the newest entries', async () => {
  const [reader, alice, bob] = await app.createUsers('reader', 'alice', 'bob');
  const ids: string[] = [];
  for (const author of [alice, bob, alice, bob, alice, bob, alice, bob]) {
    ids.push((await app.as(author).tweets.create({ text: 'one of many' })).id);
  }
  await app.as(reader).follows.create({ id: alice.id });
  await app.drain();
  await app.as(reader).follows.create({ id: bob.id });
  await app.drain();
  expect(await entriesOf(reader)).toEqual(ids.slice(-timelineMaxEntries));
});

test('what is older than a full timeline leaves no gap above it, whether it is followed or restored', async () => {
  const [reader, quiet, removed, loud, steady] = await app.createUsers(
    'gap',
    'quiet',
    'removed',
    'loud',
    'steady',
  );
  const [admin] = await app.createStaff('admin', 'gap_admin');
  await app.as(quiet).tweets.create({ text: 'ancient' });
  const { id } = await app.as(removed).tweets.create({ text: 'removed' });
  await app.as(admin).admin.tweets.remove({ id, reason: 'spam' });
  for (const author of [removed, loud, steady]) await app.as(reader).follows.create({ id: author.id });
  const steadily: string[] = [];
  for (let number = 0; number < 8; number += 1)
    steadily.push((await app.as(steady).tweets.create({ text: 'steady' })).id);
  for (let number = 0; number < 3; number += 1) await app.as(loud).tweets.create({ text: 'loud' });
  await app.drain();
  await trimTimelines(app.db, [reader.id], { maxEntries: timelineMaxEntries });

  await app.as(reader).follows.create({ id: quiet.id });
  await app.as(admin).admin.tweets.restore({ id });
  await app.drain();
  expect(await entriesOf(reader)).toHaveLength(timelineMaxEntries);
  await Promise.all([
    app.as(reader).follows.delete({ id: quiet.id }),
    app.as(reader).follows.delete({ id: loud.id }),
  ]);
  await app.as(reader).follows.create({ id: quiet.id });
  await app.drain();
  expect(await entriesOf(reader)).toEqual(steadily.slice(-timelineMaxEntries));
});

test('timelines of authors and followers stay bounded as tweets come', async () => {
  const [author, follower] = await app.createUsers('author', 'follower');
  await app.as(follower).follows.create({ id: author.id });
  for (let count = 0; count < 4 * timelineMaxEntries; count += 1)
    await app.as(author).tweets.create({ text: 'more' });
  await app.drain();

  const newest = await insertTrimmingTweet(author);
  const event = {
    type: 'tweet.created',
    tweetId: newest,
    authorId: author.id,
    conversationId: newest,
  } as const;
  await apply(app.api.services, fanOutTweet, [event]);

  expect(await entriesOf(author)).toHaveLength(timelineMaxEntries);
  // Trimmed once the tweet has come: the newest is among those kept.
  const kept = await entriesOf(follower);
  expect(kept).toHaveLength(timelineMaxEntries);
  expect(kept.at(-1)).toBe(newest);
});

test('a tweet that came when there was no more room for it is brought by streams, or they tell of a gap', async () => {
  const [reader, author] = await app.createUsers('late_reader', 'late_author');
  await app.as(reader).follows.create({ id: author.id });
  const late = await app.as(author).tweets.create({ text: 'late' });
  await app.drain();
  // As if its event had waited longer than those of all that follow.
  const entry = { userId: reader.id, tweetId: late.id };
  await app.db.deleteFrom('timelineEntries').where('tweetId', '=', late.id).execute();
  for (let count = 0; count < timelineMaxEntries; count += 1)
    await app.as(author).tweets.create({ text: 'more' });
  await app.drain();
  const before = listen(app, reader);
  await expect.poll(() => before.events).toMatchObject([{ type: 'checkpoint' }]);
  await before.drop();
  const resume = async () => {
    const listener = listen(app, reader, { lastEventId: before.lastEventId });
    await expect.poll(() => listener.events.at(-1)?.type).toBe('checkpoint');
    await listener.drop();
    return listener.events.slice(0, -1);
  };

  await app.db.transaction().execute(async (trx) => {
    await trx.insertInto('timelineEntries').values(entry).execute();
    await trimTimelines(trx, [reader.id], { maxEntries: timelineMaxEntries, sparesOwn: true });
  });
  expect(await resume()).toMatchObject([{ type: 'tweet', tweet: { id: late.id } }]);

  await trimTimelines(app.db, [reader.id], { maxEntries: timelineMaxEntries });
  expect(await resume()).toMatchObject([{ type: 'gap' }]);
});

/** A tweet whose id makes its fan-out trim. */
async function insertTrimmingTweet({ id: authorId }: TestUser): Promise<string> {
  const id = String(((BigInt(Date.now() - 1_704_067_200_000 + 1_000) << 22n) / 251n) * 251n);
  await app.db
    .insertInto('tweets')
    .values({ id, authorId, text: 'the one that trims', entities: '{}', conversationId: id })
    .execute();
  await app.db.insertInto('timelineEntries').values({ userId: authorId, tweetId: id }).execute();
  return id;
}

async function entriesOf({ id }: TestUser): Promise<string[]> {
  const rows = await app.db
    .selectFrom('timelineEntries')
    .select('tweetId')
    .where('userId', '=', id)
    .orderBy('tweetId')
    .execute();
  return rows.map(({ tweetId }) => tweetId);
}
