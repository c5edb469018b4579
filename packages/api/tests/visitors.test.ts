import { createTestApp, rejection } from '@dunlin/harness';
import { afterAll, describe, expect, test } from 'vitest';

const limit = { max: 30, windowSeconds: 60 };
const app = await createTestApp();
afterAll(async () => {
  await app.drain();
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

const none = { following: false, followedBy: false, requested: false, blocking: false, muting: false };
const noMarks = { liked: false, likedVersion: null, retweeted: false, bookmarked: false };
const noRights = { canReply: false, canQuote: false };

describe('a visitor', () => {
  test('reads a profile and its tweets, with nothing of their own in them', async () => {
    const [ada] = await app.createUsers('ada');
    const { id } = await app.as(ada).tweets.create({ text: 'For all' });
    const { users, tweets } = app.anonymous();
    const { email: _, ...own } = await app.as(ada).users.get({ id: ada.id });

    const user = await users.getByUsername({ username: 'ADA' });
    expect(user).toEqual({ ...own, viewer: none });
    expect(await users.get({ id: ada.id })).toEqual(user);
    const { items } = await users.tweets({ id: ada.id });
    expect(items).toEqual([await tweets.get({ id })]);
    expect(items[0]?.viewer).toEqual({ ...noMarks, ...noRights });
  });

  test('reads a conversation page by page, as a stranger does', async () => {
    const [bea, stranger] = await app.createUsers('bea', 'stranger');
    const { id } = await app.as(bea).tweets.create({ text: 'root' });
    for (const text of ['one', 'two', 'three']) await app.as(bea).tweets.create({ text, replyToId: id });
    for (const list of ['thread', 'replies'] as const) {
      const read = async (api: ReturnType<typeof app.anonymous>) => {
        const first = await api.tweets[list]({ id, limit: 2 });
        const cursor = String(first.nextCursor);
        return [...first.items, ...(await api.tweets[list]({ id, limit: 2, cursor })).items].map(
          ({ text }) => text,
        );
      };
      expect(await read(app.anonymous())).toEqual(await read(app.as(stranger)));
    }
  });

  test('reads what carries a hashtag, however it is written, newest first and page by page', async () => {
    const [ida, joe] = await app.createUsers('ida', 'joe');
    const ids: string[] = [];
    for (const text of ['One #Café', 'two #cafe', 'three #CAFÉ!', 'no cafe'])
      ids.push((await app.as(ida).tweets.create({ text })).id);
    const { id } = await app.as(joe).tweets.create({ text: 'mine #cafe' });
    await app.as(joe).users.update({ id: joe.id, private: true });
    await app.drain();
    const { hashtags } = app.anonymous();
    const first = await hashtags.tweets({ hashtag: '#CAFE', limit: 2 });
    expect(first).toMatchObject({ hashtag: 'cafe', items: [{ id: ids[2] }, { id: ids[1] }] });
    const last = await hashtags.tweets({ hashtag: 'café', limit: 2, cursor: String(first.nextCursor) });
    expect(last).toMatchObject({ items: [{ id: ids[0] }], nextCursor: null });
    // Whoever may read more reads more.
    expect((await app.as(joe).hashtags.tweets({ hashtag: 'cafe' })).items[0]).toMatchObject({ id });
    expect((await hashtags.tweets({ hashtag: '#!?' })).items).toEqual([]);
  });

  test('may answer and quote nothing, whatever its rule', async () => {
    const [cleo] = await app.createUsers('cleo');
    for (const policy of ['everyone', 'followers', 'mentioned', 'nobody'] as const) {
      const { id } = await app
        .as(cleo)
        .tweets.create({ text: policy, replyPolicy: policy, quotePolicy: policy });
      expect((await app.anonymous().tweets.get({ id })).viewer).toMatchObject(noRights);
    }
  });

  test('counts as no impression', async () => {
    const [dan, reader] = await app.createUsers('dan', 'reader');
    const { id } = await app.as(dan).tweets.create({ text: 'Seen' });
    await app.anonymous().tweets.get({ id });
    await app.anonymous().tweets.thread({ id });
    await app.as(reader).tweets.get({ id });
    await app.drain();
    const { totals } = await app.as(dan).analytics.tweet({ id });
    expect(totals.impressions).toBe(1);
  });

  test('sees a private profile by its name and not what it wrote, and nothing of who is gone', async () => {
    const [eve, gone] = await app.createUsers('eve', 'gone');
    const { id } = await app.as(eve).tweets.create({ text: 'For some' });
    await app.as(eve).users.update({ id: eve.id, private: true });
    await app.as(gone).users.delete({ id: gone.id });
    const { users, tweets } = app.anonymous();
    expect(await users.get({ id: eve.id })).toMatchObject({ private: true, viewer: none });
    expect(await rejection(users.tweets({ id: eve.id }))).toMatchObject({ code: 'PRIVATE_ACCOUNT' });
    expect(await rejection(tweets.get({ id }))).toMatchObject({ code: 'TWEET_NOT_FOUND' });
    expect(await rejection(users.get({ id: gone.id }))).toMatchObject({ code: 'USER_NOT_FOUND' });
  });

  test('who sends a token that is no good is told so, and is no visitor', async () => {
    const [fay] = await app.createUsers('fay');
    await app.as(fay).auth.logout();
    expect(await rejection(app.as(fay).users.get({ id: fay.id }))).toMatchObject({ code: 'SESSION_ENDED' });
    const forged = app.anonymous({ authorization: 'Bearer forged' });
    expect(await rejection(forged.users.get({ id: fay.id }))).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await rejection(app.anonymous({ authorization: '' }).users.get({ id: fay.id }))).toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });
});

test('visitors are limited by their address', async () => {
  await using strict = await createTestApp({
    settings: { rateLimitFactor: 1, rateLimits: { ...app.api.services.settings.rateLimits, read: limit } },
  });
  const [gil] = await strict.createUsers('gil');
  const read = (ipAddress: string) => strict.anonymous({ ipAddress }).users.get({ id: gil.id });
  for (let count = 0; count < limit.max; count++) await read('192.0.2.1');
  expect(await rejection(read('192.0.2.1'))).toMatchObject({ code: 'RATE_LIMITED' });
  expect(await read('192.0.2.2')).toMatchObject({ username: 'gil' });
});

test('where visitors are not admitted, all reads need an account', async () => {
  await using closed = await createTestApp({ settings: { admitsVisitors: false } });
  const [hal] = await closed.createUsers('hal');
  const { id } = await closed.as(hal).tweets.create({ text: 'Members only' });
  const { users, tweets, hashtags } = closed.anonymous();
  const calls = [
    users.get({ id: hal.id }),
    users.getByUsername({ username: 'hal' }),
    users.tweets({ id: hal.id }),
    ...[tweets.get({ id }), tweets.replies({ id }), tweets.thread({ id })],
    hashtags.tweets({ hashtag: 'members' }),
  ];
  for (const error of await Promise.all(calls.map(rejection)))
    expect(error).toMatchObject({ code: 'UNAUTHENTICATED' });
  expect(await closed.as(hal).tweets.get({ id })).toMatchObject({ text: 'Members only' });
});
