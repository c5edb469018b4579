import { createTestApp, rejection, type TestUser } from '@dunlin/harness';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { recomputePopular } from '../src/feed/recompute-popular.ts';
import { deleteExpiredSnapshots } from '../src/feed/snapshots.ts';
import { readWholeList } from './read-whole-list.ts';

const app = await createTestApp();
const { services } = app.api;
afterAll(async () => {
  await app.drain();
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});
const [moderator] = await app.createStaff('moderator', 'feed_moderator');
let scenes = 0;

test('a feed holds what those I follow wrote, retweeted, answered and like, once each, and says why', async () => {
  const { me, ann, ben, stranger } = await setScene();
  const [written, retweeted, answered, liked, unrelated] = [
    await post(ann, 'written'),
    await post(stranger, 'retweeted'),
    await post(stranger, 'answered'),
    await post(stranger, 'liked'),
    await post(stranger, 'unrelated'),
  ];
  await app.as(ben).retweets.create({ id: retweeted });
  await app.as(ann).likes.create({ id: retweeted });
  const { id: answer } = await app.as(ann).tweets.create({ text: 'an answer', replyToId: answered });
  await app.as(ann).likes.create({ id: liked });
  await app.as(ben).likes.create({ id: liked });
  await app.as(ben).likes.create({ id: written });
  await app.as(ann).likes.create({ id: written });
  await app.as(ann).retweets.create({ id: written });
  await post(me, 'mine');
  await app.drain();

  const feed = await readFeed(me);
  expect(
    Object.fromEntries(feed.map(({ tweet, reasons }) => [tweet.id, reasons.map(describeReason)])),
  ).toEqual({
    [written]: ['following', `likedBy ${ben.username}`],
    [answer]: ['following'],
    [retweeted]: [`retweetedBy ${ben.username}`, `likedBy ${ann.username}`],
    [answered]: [`repliedBy ${ann.username}`],
    [liked]: [expect.stringMatching(/^likedBy \w+ \w+$/)],
  });
  expect(idsOf(feed)).not.toContain(unrelated);
  const scores = feed.map(({ score }) => score);
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
});

test('new, liked and familiar tweets come before the others', async () => {
  const { me, ann, ben, stranger } = await setScene();
  await app.as(me).follows.create({ id: stranger.id });
  const question = await post(ann, 'a question');
  await app.as(me).tweets.create({ text: 'an answer', replyToId: question });
  await app.as(ann).tweets.delete({ id: question });
  const [familiar, old, popular, plain] = [
    await post(ann, 'of a friend'),
    await post(ben, 'old'),
    await post(stranger, 'much liked'),
    await post(ben, 'plain'),
  ];
  const fans = await app.createUsers(...Array.from({ length: 7 }, (_, number) => `fan${number}_${scenes}`));
  for (const fan of fans) await app.as(fan).likes.create({ id: popular });
  await app.db
    .updateTable('tweets')
    .set({ createdAt: sql`now() - interval '2 days'` })
    .where('id', '=', old)
    .execute();
  await app.drain();
  expect(idsOf(await readFeed(me))).toEqual([popular, familiar, plain, old]);
});

test('one who posts much does not fill the feed', async () => {
  const { me, ann, ben } = await setScene();
  const quiet = await post(ben, 'the only one');
  for (let number = 0; number < 5; number += 1) await post(ann, `number ${number}`);
  await app.drain();
  expect(idsOf(await readFeed(me)).indexOf(quiet)).toBe(1);
});

test('nothing comes from or by way of those whom I muted, who are suspended, or whom I may not see', async () => {
  const { me, ann, ben, stranger } = await setScene();
  const [hermit, foe] = await app.createUsers(`hermit${scenes}`, `foe${scenes}`);
  const [secret, hostile, shown] = [
    await post(hermit, 'secret'),
    await post(foe, 'hostile'),
    await post(stranger, 'shown'),
  ];
  for (const id of [secret, hostile, shown]) await app.as(ann).likes.create({ id });
  await app.as(ben).likes.create({ id: shown });
  await post(ben, 'of a muted one');
  await app.as(hermit).users.update({ id: hermit.id, private: true });
  await app.as(foe).moderation.block({ id: me.id });
  await app.as(me).moderation.mute({ id: ben.id });
  await app.drain();
  expect((await readFeed(me)).map(describeItem)).toEqual([[shown, `likedBy ${ann.username}`]]);

  await app.db.updateTable('users').set({ suspendedAt: sql`now()` }).where('id', '=', ann.id).execute();
  services.hints.publish('users', [ann.id]);
  expect(await readFeed(me)).toEqual([]);
});

test('likes of a private account are named to who follows it', async () => {
  const { me, ann, stranger } = await setScene();
  const id = await post(stranger, 'liked in private');
  await app.as(ann).likes.create({ id });
  await app.as(ann).users.update({ id: ann.id, private: true });
  await app.drain();
  expect((await readFeed(me)).map(describeItem)).toEqual([[id, `likedBy ${ann.username}`]]);
});

test('who follows nobody reads what is popular, with those who are not suspended', async () => {
  const [newcomer, author, fan] = await app.createUsers('newcomer', 'popular_author', 'popular_fan');
  const id = await post(author, 'everyone likes me');
  await app.as(fan).likes.create({ id });
  await app.as(fan).bookmarks.create({ id });
  await app.as(fan).retweets.create({ id });
  await app.drain();
  await recomputePopular(services);
  await recomputePopular(services);
  const found = (await readFeed(newcomer)).find(({ tweet }) => tweet.id === id);
  expect(found && describeItem(found)).toEqual([id, 'popular']);

  await app.as(moderator).admin.users.suspend({ id: fan.id, reason: 'spam' });
  await app.drain();
  await recomputePopular(services);
  expect(
    await app.db.selectFrom('popularTweets').select('tweetId').where('tweetId', '=', id).execute(),
  ).toEqual([]);
  await app.db.deleteFrom('popularTweets').execute();
});

test('pages equal the whole, and neither repeat nor skip while others write', async () => {
  const { me, ann, ben } = await setScene();
  for (let number = 0; number < 7; number += 1) {
    await post(ann, `ann ${number}`);
    await post(ben, `ben ${number}`);
  }
  await app.drain();
  const whole = idsOf(await readFeed(me));
  expect(whole).toHaveLength(14);
  const read = app.as(me).feed.get;
  for (const limit of [1, 5, 13, 14]) {
    expect(idsOf(await readWholeList(read, { limit }))).toEqual(whole);
  }
  const betweenPages = async () => {
    const id = await post(ann, 'meanwhile');
    await app.as(ben).likes.create({ id: whole.at(-1) ?? id });
    await app.drain();
  };
  expect(idsOf(await readWholeList(read, { limit: 4, betweenPages }))).toEqual(whole);
});

test('what is deleted during a walk is left out of its later pages', async () => {
  const { me, ann } = await setScene();
  for (let number = 0; number < 6; number += 1) await post(ann, `number ${number}`);
  await app.drain();
  const { items, nextCursor } = await app.as(me).feed.get({ limit: 2 });
  const [gone] = idsOf(await readFeed(me)).slice(2);
  await app.as(ann).tweets.delete({ id: gone ?? '' });
  const rest = await app.as(me).feed.get({ limit: 3, cursor: nextCursor ?? '' });
  expect(idsOf([...items, ...rest.items])).toEqual(
    idsOf(await readWholeList(app.as(me).feed.get, { limit: 5 })),
  );
});

test('a walk that took too long is told to start again; another reader cannot go on with it', async () => {
  const { me, ann, ben } = await setScene();
  for (let number = 0; number < 3; number += 1) await post(ann, `number ${number}`);
  await app.drain();
  const cursor = (await app.as(me).feed.get({ limit: 1 })).nextCursor ?? '';
  expect(await rejection(app.as(ben).feed.get({ cursor }))).toMatchObject({ code: 'INVALID_CURSOR' });
  await app.db
    .updateTable('feedSnapshots')
    .set({ createdAt: sql`now() - interval '61 minutes'` })
    .where('userId', '=', me.id)
    .execute();
  expect(await rejection(app.as(me).feed.get({ cursor }))).toMatchObject({
    code: 'FEED_EXPIRED',
    status: 410,
  });
  // More than one batch of those that are deleted.
  await sql`
    insert into feed_snapshots (user_id, items, created_at)
    select ${me.id}, '[]', now() - interval '61 minutes' from generate_series(1, 2500)`.execute(app.db);
  await deleteExpiredSnapshots(services);
  expect(await app.db.selectFrom('feedSnapshots').select('id').where('userId', '=', me.id).execute()).toEqual(
    [],
  );
});

test('a reader has three walks at once: another ends the oldest', async () => {
  const { me, ann } = await setScene();
  for (let number = 0; number < 2; number += 1) await post(ann, `number ${number}`);
  await app.drain();
  const cursors: string[] = [];
  for (let number = 0; number < 5; number += 1)
    cursors.push((await app.as(me).feed.get({ limit: 1 })).nextCursor ?? '');
  const [, second = '', third = ''] = cursors;
  expect(await rejection(app.as(me).feed.get({ cursor: second }))).toMatchObject({ code: 'FEED_EXPIRED' });
  expect((await app.as(me).feed.get({ cursor: third })).items).toHaveLength(1);
});

/** A reader who follows Ann and Ben, and a stranger. */
async function setScene() {
  scenes += 1;
  const [me, ann, ben, stranger] = await app.createUsers(
    `me${scenes}`,
    `ann${scenes}`,
    `ben${scenes}`,
    `stranger${scenes}`,
  );
  for (const { id } of [ann, ben]) await app.as(me).follows.create({ id });
  return { me, ann, ben, stranger };
}

async function post(author: TestUser, text: string): Promise<string> {
  return (await app.as(author).tweets.create({ text })).id;
}

async function readFeed(reader: TestUser) {
  return (await app.as(reader).feed.get({ limit: 100 })).items;
}

type Item = Awaited<ReturnType<typeof readFeed>>[number];

function describeReason({ type, users }: Item['reasons'][number]): string {
  return [type, ...users.map(({ username }) => username)].join(' ');
}

function describeItem({ tweet, reasons }: Item): string[] {
  return [tweet.id, ...reasons.map(describeReason)];
}

function idsOf(items: readonly Item[]): string[] {
  return items.map(({ tweet }) => tweet.id);
}
