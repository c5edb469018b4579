import { createTestApp, type TestUser } from '@dunlin/harness';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createNotified } from './notified.ts';

const app = await createTestApp();
const { listOf, summaryOf, settle, replay } = createNotified(app);
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

test('a mention that an edit takes away takes its notification away, and brings it back', async () => {
  const { id } = await app.as(bob).tweets.create({ text: `hi @${ann.username.toUpperCase()}` });
  expect(await listOf(ann)).toMatchObject([{ type: 'mention', read: false }]);
  await edit(id, 'hi');
  expect(await listOf(ann)).toEqual([]);
  expect(await summaryOf(ann)).toMatchObject({ unread: 0 });
  await edit(id, `hi again @${ann.username}`);
  expect(await listOf(ann)).toMatchObject([{ type: 'mention', tweet: { id } }]);
});

test('a mention that an edit takes away before anybody was told tells nobody', async () => {
  const { id } = await app.as(bob).tweets.create({ text: `hi @${ann.username}` });
  await app.as(bob).tweets.update({ id, text: 'hi' });
  expect(await listOf(ann)).toEqual([]);
});

describe('an edit', () => {
  test('tells who retweeted and who quoted, once until they read it, and again after', async () => {
    const { id } = await app.as(bob).tweets.create({ text: 'peace' });
    await app.as(ann).retweets.create({ id });
    await app.as(cat).tweets.create({ text: 'well said', quotedId: id });
    await settle(app.as(bob).retweets.create({ id }));
    for (const text of ['peace, now', 'war']) await edit(id, text);
    for (const user of [ann, cat]) {
      expect(await listOf(user)).toMatchObject([
        { type: 'edit', tweet: { id, text: 'war', version: 3 }, actors: [{ id: bob.id }], read: false },
      ]);
      expect(await summaryOf(user)).toMatchObject({ unread: 1, byType: { edit: 1 } });
    }
    await app.as(ann).notifications.markRead({});
    await replay({ type: 'tweet.updated', tweetId: id, authorId: bob.id, version: 2 });
    expect(await summaryOf(ann)).toMatchObject({ unread: 0 });
    await edit(id, 'peace');
    expect(await listOf(ann)).toMatchObject([{ type: 'edit', tweet: { text: 'peace' }, read: false }]);
    expect((await listOf(bob)).map(({ type }) => type).sort()).toEqual(['quote', 'retweet']);
  });

  test('tells nobody who shares the tweet no longer', async () => {
    const { id } = await app.as(bob).tweets.create({ text: 'peace' });
    await app.as(ann).retweets.create({ id });
    await settle(app.as(cat).retweets.create({ id }));
    await app.as(cat).retweets.delete({ id });
    await edit(id, 'war');
    expect(await listOf(cat)).toEqual([]);
    await app.as(ann).retweets.delete({ id });
    expect(await listOf(ann)).toEqual([]);
  });

  test('leaves a like with the version that was liked', async () => {
    const { id } = await app.as(bob).tweets.create({ text: 'peace' });
    expect(await app.as(ann).tweets.get({ id })).toMatchObject({
      version: 1,
      viewer: { likedVersion: null },
    });
    await app.as(ann).likes.create({ id });
    await edit(id, 'war');
    await app.as(cat).likes.create({ id });
    await edit(id, 'famine');
    await app.as(bob).likes.create({ id });
    const likedBy = async (user: TestUser) => {
      const { version, viewer } = await app.as(user).tweets.get({ id });
      return { version, likedVersion: viewer.likedVersion, liked: viewer.liked };
    };
    expect(await likedBy(ann)).toEqual({ version: 3, likedVersion: 1, liked: true });
    expect(await likedBy(cat)).toEqual({ version: 3, likedVersion: 2, liked: true });
    expect(await likedBy(bob)).toEqual({ version: 3, likedVersion: 3, liked: true });
    await app.as(ann).likes.delete({ id });
    await app.as(ann).likes.create({ id });
    expect(await likedBy(ann)).toEqual({ version: 3, likedVersion: 3, liked: true });
  });
});

const edit = (id: string, text: string) => settle(app.as(bob).tweets.update({ id, text }));
