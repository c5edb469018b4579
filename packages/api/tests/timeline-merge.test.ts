import { createTestApp, type TestUser } from '@dunlin/harness';
import { afterAll, expect, test } from 'vitest';
import { listHome } from '../src/timelines/home-entries.ts';
import { verifyTimelines } from '../src/timelines/verify-timelines.ts';
import { findWrongTimelines } from './find-wrong-timelines.ts';
import { listen } from './listen.ts';

const app = await createTestApp({ settings: { mergeAtReadFollowers: 3, fanOutSliceSize: 2 } });
afterAll(async () => {
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

test('an author who passes the threshold is merged, with nothing lost or doubled', async () => {
  const [star, ...fans] = await app.createUsers('star', 'fan1', 'fan2', 'fan3', 'fan4', 'fan5');
  for (const fan of fans) {
    await app.as(star).tweets.create({ text: `before ${fan.username}` });
    await app.as(fan).follows.create({ id: star.id });
    await app.drain();
    await app.as(star).tweets.create({ text: `after ${fan.username}` });
    await app.drain();
    expect(await findWrongTimelines(app, fans)).toEqual([]);
  }
  expect(await isMerged(star)).toBe(true);
  expect(await countEntries(star, fans.at(-1))).toBe(0);
});

test('tweets between the threshold and its job are in every timeline', async () => {
  const [star, ...fans] = await app.createUsers('riser', 'early1', 'early2', 'early3', 'early4');
  const posts = Array.from({ length: 10 }, (_, index) =>
    app.as(star).tweets.create({ text: `rising ${index}` }),
  );
  await Promise.all([...posts, ...fans.map((fan) => app.as(fan).follows.create({ id: star.id }))]);
  await app.drain();
  expect(await isMerged(star)).toBe(true);
  expect(await findWrongTimelines(app, fans)).toEqual([]);
});

test('a merged author is unfollowed, deletes tweets and deletes the account like any other', async () => {
  const [star, ...fans] = await app.createUsers('giant', 'many1', 'many2', 'many3', 'many4');
  const [leaver = star] = fans;
  const first = await app.as(star).tweets.create({ text: 'early' });
  for (const fan of fans) await app.as(fan).follows.create({ id: star.id });
  await app.drain();
  const second = await app.as(star).tweets.create({ text: 'late' });
  await app.drain();
  expect(await homeOf(leaver)).toEqual([second.id, first.id]);

  await app.as(star).tweets.delete({ id: second.id });
  expect(await homeOf(leaver)).toEqual([first.id]);
  await app.as(leaver).follows.delete({ id: star.id });
  await app.drain();
  expect(await homeOf(leaver)).toEqual([]);
  expect(await findWrongTimelines(app, fans)).toEqual([]);

  await app.as(star).users.delete({ id: star.id });
  await app.drain();
  expect(await findWrongTimelines(app, fans)).toEqual([]);
});

test('what a merged author or whom they retweet is not shown of takes no room', async () => {
  const [star, origin, ...fans] = await app.createUsers('muted_star', 'muted_origin', 'ear1', 'ear2', 'ear3');
  const [reader = star] = fans;
  for (const fan of fans) await app.as(fan).follows.create({ id: star.id });
  await app.drain();
  expect(await isMerged(star)).toBe(true);
  const { id } = await app.as(star).tweets.create({ text: 'own' });
  const original = await app.as(origin).tweets.create({ text: 'repeated' });
  await app.as(star).retweets.create({ id: original.id });
  await app.drain();
  const settings = { timelineMaxEntries: 800 };
  const entriesOf = async () => {
    await app.drain();
    expect(await verifyTimelines(app.db, { settings })).toMatchObject({ missing: 0, extra: 0, excused: 0 });
    const rows = await listHome(app.db, reader.id, { last: undefined, limit: 10 });
    return rows.map(({ tweetId }) => tweetId);
  };
  expect(await entriesOf()).toHaveLength(2);
  await app.as(reader).moderation.mute({ id: origin.id });
  expect(await entriesOf()).toEqual([id]);
  await app.as(reader).moderation.mute({ id: star.id });
  expect(await entriesOf()).toEqual([]);
  for (const { id } of [origin, star]) await app.as(reader).moderation.unmute({ id });
  expect(await entriesOf()).toHaveLength(2);
});

test('a live stream brings the tweets of merged authors, once, and none from before the follow', async () => {
  const [star, late, ...fans] = await app.createUsers('live_star', 'live_late', 'live1', 'live2', 'live3');
  const [reader = star] = fans;
  for (const fan of fans) await app.as(fan).follows.create({ id: star.id });
  await app.drain();
  const streams = [listen(app, reader), listen(app, late)];
  for (const { events } of streams) await expect.poll(() => events).toMatchObject([{ type: 'checkpoint' }]);

  const before = await app.as(star).tweets.create({ text: 'before' });
  await app.drain();
  await app.as(late).follows.create({ id: star.id });
  await app.drain();
  const after = await app.as(star).tweets.create({ text: 'after' });
  await app.drain();

  const expected = [[before.id, after.id], [after.id]];
  await expect.poll(() => streams.map(({ tweetIds }) => tweetIds)).toEqual(expected);
  for (const stream of streams) await stream.drop();
  const resumed = [reader, late].map((user, index) =>
    listen(app, user, { lastEventId: streams[index]?.events[0]?.id }),
  );
  for (const { events } of resumed) await expect.poll(() => events.at(-1)?.type).toBe('checkpoint');
  expect(resumed.map(({ tweetIds }) => tweetIds)).toEqual(expected);
  for (const stream of resumed) await stream.drop();
});

async function homeOf(user: TestUser): Promise<string[]> {
  return (await app.as(user).timelines.home({})).items.map(({ id }) => id);
}

async function isMerged({ id }: TestUser): Promise<boolean> {
  const user = await app.db
    .selectFrom('users')
    .select('mergedAtRead')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return user.mergedAtRead;
}

async function countEntries(author: TestUser, reader: TestUser | undefined): Promise<number> {
  const entries = await app.db
    .selectFrom('timelineEntries')
    .innerJoin('tweets', 'tweets.id', 'tweetId')
    .select('tweetId')
    .where('authorId', '=', author.id)
    .where('userId', '=', reader?.id ?? '0')
    .execute();
  return entries.length;
}
