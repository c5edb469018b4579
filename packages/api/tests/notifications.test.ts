import { type Caller, createTestApp, type TestUser } from '@dunlin/harness';
import { sql } from 'kysely';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { AppEvent } from '../src/core/events.ts';
import { deleteOldNotifications } from '../src/notifications/trim-notifications.ts';
import { createNotified } from './notified.ts';

const app = await createTestApp();
const { listOf, summaryOf, settle, replay, createMany } = createNotified(app);
afterAll(async () => {
  await app.drain();
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

let names = 0;
let ann: TestUser;
let bob: TestUser;
let cat: TestUser;
beforeEach(async () => {
  names += 1;
  [ann, bob, cat] = await app.createUsers(`ann${names}`, `bob${names}`, `cat${names}`);
});

describe('each type', () => {
  test('a like', async () => {
    const tweet = await app.as(ann).tweets.create({ text: 'like me' });
    await app.as(bob).likes.create({ id: tweet.id });
    expect(await listOf(ann)).toMatchObject([
      { type: 'like', tweet: { id: tweet.id }, actors: [{ id: bob.id }], actorCount: 1, read: false },
    ]);
  });

  test('a retweet, which tells of the tweet that it repeats', async () => {
    const { id } = await app.as(ann).tweets.create({ text: 'repeat me' });
    await app.as(bob).retweets.create({ id });
    expect(await listOf(ann)).toMatchObject([{ type: 'retweet', tweet: { id }, actors: [{ id: bob.id }] }]);
  });

  test('a quote', async () => {
    const { id: quotedId } = await app.as(ann).tweets.create({ text: 'quote me' });
    const { id } = await app.as(bob).tweets.create({ text: 'look', quotedId });
    expect(await listOf(ann)).toMatchObject([{ type: 'quote', tweet: { id, quotedId } }]);
  });

  test('a reply', async () => {
    const { id: replyToId } = await app.as(ann).tweets.create({ text: 'answer me' });
    const { id } = await app.as(bob).tweets.create({ text: 'yes', replyToId });
    expect(await listOf(ann)).toMatchObject([{ type: 'reply', tweet: { id, replyToId } }]);
  });

  test('a mention, whatever the case of the name', async () => {
    const text = `hi @${ann.username.toUpperCase()} and @${ann.username}, @${cat.username}, @nobody`;
    const { id } = await app.as(bob).tweets.create({ text });
    for (const user of [ann, cat])
      expect(await listOf(user)).toMatchObject([{ type: 'mention', tweet: { id } }]);
  });

  test('a follow', async () => {
    await app.as(bob).follows.create({ id: ann.id });
    expect(await listOf(ann)).toMatchObject([{ type: 'follow', tweet: null, actors: [{ id: bob.id }] }]);
  });

  test('a follow request, which goes when it is answered, and its acceptance', async () => {
    await app.as(ann).users.update({ id: ann.id, private: true });
    for (const fan of [bob, cat]) await settle(app.as(fan).follows.create({ id: ann.id }));
    expect(await listOf(ann)).toMatchObject([
      { type: 'followRequest', tweet: null, actors: [{ id: cat.id }, { id: bob.id }], actorCount: 2 },
    ]);
    const { items } = await app.as(ann).follows.requests.list({});
    const ofBob = items.find(({ user }) => user.id === bob.id);
    await app.as(ann).follows.requests.accept({ id: ofBob?.id ?? '' });
    await app.as(cat).follows.delete({ id: ann.id });
    expect(await listOf(ann)).toMatchObject([{ type: 'follow', actors: [{ id: bob.id }], actorCount: 1 }]);
    expect(await listOf(bob)).toMatchObject([{ type: 'followAccepted', actors: [{ id: ann.id }] }]);
  });
});

describe('one tweet notifies a user once', () => {
  test('as the most that it is: a reply before a quote, a quote before a mention', async () => {
    const { id } = await app.as(ann).tweets.create({ text: 'first' });
    const text = `@${ann.username} @${cat.username}`;
    await settle(app.as(bob).tweets.create({ text, replyToId: id, quotedId: id }));
    await app.as(bob).tweets.create({ text, quotedId: id });
    expect((await listOf(ann)).map(({ type }) => type)).toEqual(['quote', 'reply']);
    expect((await listOf(cat)).map(({ type }) => type)).toEqual(['mention', 'mention']);
  });

  test('and an edit notifies those alone whom it mentions anew', async () => {
    const { id } = await app.as(bob).tweets.create({ text: `@${ann.username}` });
    await app.drain();
    await app.as(ann).notifications.markRead({});
    const text = `@${ann.username} and @${cat.username}`;
    await app.as(bob).tweets.update({ id, text });
    expect(await listOf(ann)).toMatchObject([{ type: 'mention', tweet: { id, text }, read: true }]);
    expect(await listOf(cat)).toMatchObject([{ type: 'mention', tweet: { id, text }, read: false }]);
  });

  test('and an edit tells nobody again whom the tweet told before, however long ago that was trimmed', async () => {
    const { id: replyToId } = await app.as(cat).tweets.create({ text: 'first' });
    const text = `@${ann.username} thnaks`;
    const { id } = await app.as(bob).tweets.create({ text, replyToId });
    await app.drain();
    for (const user of [ann, cat]) await app.as(user).notifications.markRead({});
    await app.db.updateTable('notificationGroups').set({ readAt: sql`now() - interval '91 days'` }).execute();
    await deleteOldNotifications(app.api.services);
    await app.as(bob).tweets.update({ id, text: `@${ann.username} thanks` });
    await app.as(bob).tweets.update({ id, text: `@${ann.username} thanks, @${cat.username}` });
    for (const user of [ann, cat]) expect(await listOf(user)).toEqual([]);
  });

  test('and of several edits at once each tells those whom it adds', async () => {
    const { id } = await app.as(bob).tweets.create({ text: 'hi' });
    await app.drain();
    await app.as(bob).tweets.update({ id, text: `hi @${ann.username}` });
    await app.as(bob).tweets.update({ id, text: `hi @${ann.username} and @${cat.username}` });
    for (const user of [ann, cat])
      expect(await listOf(user)).toMatchObject([{ type: 'mention', tweet: { id }, read: false }]);
  });

  test('and nobody is notified of what is their own', async () => {
    const { id } = await app.as(ann).tweets.create({ text: `me, @${ann.username}` });
    await app.as(ann).likes.create({ id });
    await app.as(ann).retweets.create({ id });
    await app.as(ann).tweets.create({ text: `again @${ann.username}`, replyToId: id, quotedId: id });
    expect(await listOf(ann)).toEqual([]);
  });
});

describe('a group', () => {
  test('gathers likes of one tweet while unread; what comes later begins another', async () => {
    const tweet = await app.as(ann).tweets.create({ text: 'popular' });
    const other = await app.as(ann).tweets.create({ text: 'less so' });
    const fans = await createMany('fan', 7);
    for (const fan of fans.slice(0, 5)) await settle(app.as(fan).likes.create({ id: tweet.id }));
    await settle(app.as(bob).likes.create({ id: other.id }));
    const [second, first, ...none] = await listOf(ann);
    expect(none).toEqual([]);
    expect(second).toMatchObject({ tweet: { id: other.id }, actorCount: 1 });
    expect(first).toMatchObject({ tweet: { id: tweet.id }, actorCount: 5 });
    expect(first?.actors.map(({ id }) => id)).toEqual(
      fans
        .slice(2, 5)
        .map(({ id }) => id)
        .reverse(),
    );

    await app.as(ann).notifications.markRead({});
    for (const fan of fans.slice(5)) await settle(app.as(fan).likes.create({ id: tweet.id }));
    const later = await listOf(ann);
    expect(later.map(({ actorCount, read }) => [actorCount, read])).toEqual([
      [2, false],
      [1, true],
      [5, true],
    ]);
    expect(new Set(later.map(({ groupId }) => groupId)).size).toBe(3);
  });

  test('moves to the top under a new id when it grows', async () => {
    const { id } = await app.as(ann).tweets.create({ text: 'growing' });
    await settle(app.as(bob).likes.create({ id }));
    const [before] = await listOf(ann);
    await settle(app.as(bob).follows.create({ id: ann.id }));
    await settle(app.as(cat).likes.create({ id }));
    const [grown, follow] = await listOf(ann);
    expect(grown).toMatchObject({ type: 'like', groupId: before?.groupId, actorCount: 2 });
    expect(Number(grown?.id)).toBeGreaterThan(Number(follow?.id));
    expect(follow).toMatchObject({ type: 'follow' });
  });

  test('holds what came at once from many', async () => {
    const { id } = await app.as(ann).tweets.create({ text: 'viral' });
    const fans = await createMany('many', 10);
    await Promise.all(
      fans.flatMap((fan) => [app.as(fan).likes.create({ id }), app.as(fan).follows.create({ id: ann.id })]),
    );
    const items = await listOf(ann);
    expect(items.map(({ type, actorCount }) => `${type} ${actorCount}`).sort()).toEqual([
      'follow 10',
      'like 10',
    ]);
    expect(await summaryOf(ann)).toMatchObject({ unread: 2, byType: { like: 1, follow: 1, reply: 0 } });
  });
});

describe('toggled ten times at once', () => {
  test.each<
    [string, (api: Caller, id: string) => Promise<unknown>, (api: Caller, id: string) => Promise<unknown>]
  >([
    ['a like', (api, id) => api.likes.create({ id }), (api, id) => api.likes.delete({ id })],
    ['a retweet', (api, id) => api.retweets.create({ id }), (api, id) => api.retweets.delete({ id })],
  ])('%s makes one notification, which shows as long as it stands', async (_name, set, unset) => {
    const { id } = await app.as(ann).tweets.create({ text: 'on and off' });
    const api = app.as(bob);
    await Promise.all(Array.from({ length: 10 }, () => set(api, id).then(() => unset(api, id))));
    await set(api, id);
    const [item, ...more] = await listOf(ann);
    expect(more).toEqual([]);
    expect(item).toMatchObject({ actorCount: 1 });
    await unset(api, id);
    expect(await listOf(ann)).toEqual([]);
    expect(await summaryOf(ann)).toMatchObject({ unread: 0 });
    await app.as(ann).notifications.markRead({});
    await set(api, id);
    expect(await listOf(ann)).toEqual([{ ...item, tweet: expect.anything(), read: true }]);
  });

  test('a follow makes one notification', async () => {
    const [follow, unfollow] = [
      () => app.as(bob).follows.create({ id: ann.id }),
      () => app.as(bob).follows.delete({ id: ann.id }),
    ];
    await Promise.all(Array.from({ length: 10 }, () => follow().then(unfollow)));
    await follow();
    expect(await listOf(ann)).toMatchObject([{ type: 'follow', actorCount: 1 }]);
    await unfollow();
    expect(await listOf(ann)).toEqual([]);
  });
});

test('every consumer may run twice, and late', async () => {
  const { id } = await app.as(ann).tweets.create({ text: 'mine' });
  const reply = await app.as(bob).tweets.create({ text: `@${cat.username}`, replyToId: id });
  const gone = await app.as(bob).tweets.create({ text: 'gone', replyToId: id });
  await app.as(bob).likes.create({ id });
  await app.as(bob).follows.create({ id: ann.id });
  await app.as(bob).tweets.delete({ id: gone.id });
  const before = [await listOf(ann), await listOf(cat)];
  const authored = { authorId: bob.id, conversationId: id };
  const events: AppEvent[] = [
    { type: 'tweet.created', tweetId: reply.id, ...authored },
    { type: 'tweet.updated', tweetId: reply.id, authorId: bob.id, version: 1 },
    { type: 'tweet.created', tweetId: gone.id, ...authored },
    { type: 'like.created', userId: bob.id, tweetId: id, authorId: ann.id },
    { type: 'follow.created', followerId: bob.id, followeeId: ann.id },
    { type: 'follow.requested', followerId: bob.id, followeeId: ann.id },
    { type: 'tweet.deleted', tweetId: gone.id, authorId: bob.id },
  ];
  for (const event of [...events, ...events.toReversed()]) await replay(event);
  expect([await listOf(ann), await listOf(cat)]).toEqual(before);
});
