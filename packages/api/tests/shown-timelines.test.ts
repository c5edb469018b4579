import { createTestApp, type TestUser } from '@dunlin/harness';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { trimTimelines } from '../src/timelines/trim.ts';
import { verifyTimelines } from '../src/timelines/verify-timelines.ts';
import { readWholeList } from './read-whole-list.ts';

/** So that 900 tweets push five out. */
const app = await createTestApp({ settings: { timelineReserve: 50 } });
const { settings } = app.api.services;
const kept = settings.timelineMaxEntries + settings.timelineReserve;
afterAll(async () => {
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

let names = 0;
let ann: TestUser;
let quiet: TestUser;
let loud: TestUser;
let origin: TestUser;
let admin: TestUser;
let quietly: string[];
beforeEach(async () => {
  names += 1;
  [ann, quiet, loud, origin] = await app.createUsers(
    ...([`ann${names}`, `quiet${names}`, `loud${names}`, `origin${names}`] as const),
  );
  [admin] = await app.createStaff('admin', `admin${names}`);
  for (const { id } of [quiet, loud]) await app.as(ann).follows.create({ id });
  quietly = await post(quiet, 5);
});

describe('of whom one follows, one wrote five tweets and the other 900 after them', () => {
  test('the five are shown while the other is muted or suspended, and the newest 800 otherwise', async () => {
    const loudly = await post(loud, 900);
    await trimTimelines(app.db, [ann.id], { maxEntries: kept });
    const newest = loudly.slice(-kept).toReversed();
    expect(await home()).toEqual(newest);

    await app.as(ann).moderation.mute({ id: loud.id });
    await expectFive();
    const unheard = await post(loud, 3);
    await expectFive();
    await app.as(ann).moderation.unmute({ id: loud.id });
    await app.drain();
    expect(await home()).toEqual([...unheard.toReversed(), ...newest.slice(0, -3)]);
    await expectVerified();

    await app.as(admin).admin.users.suspend({ id: loud.id, reason: 'spam' });
    await expectFive();
    await app.as(admin).admin.users.restore({ id: loud.id });
    await app.drain();
    expect(await home()).toEqual([...unheard.toReversed(), ...newest.slice(0, -3)]);
    await expectVerified();
  });

  test('the five are shown when the other blocks, and when it deletes its tweets', async () => {
    const loudly = await post(loud, 900);
    await trimTimelines(app.db, [ann.id], { maxEntries: kept });
    await app.as(loud).moderation.block({ id: ann.id });
    await expectFive();
    await app.as(loud).moderation.unblock({ id: ann.id });
    await app.as(ann).follows.create({ id: loud.id });
    await app.drain();
    expect(await home()).toHaveLength(kept);
    await inTens(loudly, (id) => app.as(loud).tweets.delete({ id }));
    await expectFive();
  });
});

describe('of whom one follows, one wrote five tweets and the other retweeted 900 of somebody', () => {
  let newest: string[];
  beforeEach(async () => {
    await inTens(await post(origin, 900), (id) => app.as(loud).retweets.create({ id }));
    await app.drain();
    await trimTimelines(app.db, [ann.id], { maxEntries: kept });
    newest = await home();
    expect(newest).toHaveLength(kept);
  });

  test('the five are shown while that one is muted, blocked, private or suspended', async () => {
    const { id } = origin;
    const [asAnn, asOrigin, asAdmin] = [
      app.as(ann).moderation,
      app.as(origin).moderation,
      app.as(admin).admin,
    ];
    const ways: [hide: () => Promise<unknown>, show: () => Promise<unknown>][] = [
      [() => asAnn.mute({ id }), () => asAnn.unmute({ id })],
      [() => asAnn.block({ id }), () => asAnn.unblock({ id })],
      [() => asOrigin.block({ id: ann.id }), () => asOrigin.unblock({ id: ann.id })],
      [() => setPrivate(true), () => setPrivate(false)],
      [() => asAdmin.users.suspend({ id, reason: 'spam' }), () => asAdmin.users.restore({ id })],
    ];
    for (const [hide, show] of ways) {
      await hide();
      await expectFive();
      await show();
      await app.drain();
      expect(await home()).toEqual(newest);
      await expectVerified();
    }
  });

  test('the five are shown when that one is gone', async () => {
    await app.as(origin).users.delete({ id: origin.id });
    await expectFive();
  });
});

test('what a private account wrote and others retweeted comes and goes with following it', async () => {
  const [id = ''] = await post(origin, 1);
  await app.as(loud).retweets.create({ id });
  await app.drain();
  await setPrivate(true);
  await expectFive();
  await app.as(ann).follows.create({ id: origin.id });
  const { items } = await app.as(origin).follows.requests.list({});
  await app.as(origin).follows.requests.accept({ id: items[0]?.id ?? '' });
  await app.drain();
  expect(await home()).toHaveLength(6);
  await app.as(ann).follows.delete({ id: origin.id });
  await expectFive();
});

test('a page is full while there is something to show, also before what is hidden has been taken out', async () => {
  const loudly = await post(loud, 790);
  await app.db.insertInto('mutes').values({ muterId: ann.id, mutedId: loud.id }).execute();
  app.api.services.hints.publish('boundaries', [ann.id]);
  const first = await app.as(ann).timelines.home({ limit: 3 });
  expect(first.items.map(({ id }) => id)).toEqual(quietly.slice(-3).toReversed());
  const { items } = await app.as(ann).timelines.home({ cursor: first.nextCursor ?? '' });
  expect(items.map(({ id }) => id)).toEqual(quietly.slice(0, 2).toReversed());
  expect(loudly).toHaveLength(790);
});

/** Home and feed, page by page, and the verification agree on what there is. */
async function expectFive(): Promise<void> {
  await app.drain();
  expect(await home()).toEqual(quietly.toReversed());
  const feed = await readWholeList(app.as(ann).feed.get, { limit: 2 });
  expect(feed.map(({ tweet }) => tweet.id).sort()).toEqual(quietly.toSorted());
  await expectVerified();
}

async function expectVerified(): Promise<void> {
  expect(await verifyTimelines(app.db, { settings })).toMatchObject({
    ...{ missing: 0, extra: 0, duplicates: 0, misordered: 0, excused: 0 },
  });
}

async function home(): Promise<string[]> {
  const tweets = await readWholeList(app.as(ann).timelines.home, { limit: 100 });
  return tweets.map(({ id }) => id);
}

async function post(author: TestUser, count: number): Promise<string[]> {
  const numbers = Array.from({ length: count }, (_, number) => number);
  const tweets = await inTens(numbers, (number) => app.as(author).tweets.create({ text: `tweet ${number}` }));
  await app.drain();
  return tweets.map(({ id }) => id).sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
}

async function inTens<Item, Result>(items: readonly Item[], act: (item: Item) => Promise<Result>) {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += 10)
    results.push(...(await Promise.all(items.slice(start, start + 10).map(act))));
  return results;
}

function setPrivate(isPrivate: boolean) {
  return app.as(origin).users.update({ id: origin.id, private: isPrivate });
}
