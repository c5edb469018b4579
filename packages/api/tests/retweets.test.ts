import { createTestApp, rejection, type TestUser } from '@dunlin/harness';
import { afterAll, describe, expect, test } from 'vitest';
import { findWrongCounters } from './find-wrong-counters.ts';
import { findWrongTimelines } from './find-wrong-timelines.ts';

const app = await createTestApp();
afterAll(async () => {
  await app.drain();
  expect(await findWrongCounters(app.db)).toEqual([]);
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

const times = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('a retweet', () => {
  test('is counted, marked, listed, and shows the tweet in the timelines of followers', async () => {
    const [alice, bob, carol] = await app.createUsers('alice', 'bob', 'carol');
    await app.as(carol).follows.create({ id: bob.id });
    const { id } = await app.as(alice).tweets.create({ text: 'pass it on' });

    const answer = await app.as(bob).retweets.create({ id });
    expect(answer).toMatchObject({ id, counts: { retweets: 1 }, viewer: { retweeted: true } });
    await app.drain();

    const [shown] = (await app.as(carol).timelines.home({})).items;
    expect(shown).toMatchObject({
      author: { id: bob.id },
      text: '',
      retweetOf: { id, author: { id: alice.id }, text: 'pass it on', viewer: { retweeted: false } },
    });
    expect((await app.as(carol).tweets.retweeters({ id })).items).toMatchObject([{ id: bob.id }]);
    expect((await app.as(carol).users.tweets({ id: bob.id })).items).toEqual([shown]);
    expect(await app.as(carol).users.get({ id: bob.id })).toMatchObject({ tweetCount: 1 });
  });

  test('can be taken back', async () => {
    const [alice, bob, carol] = await app.createUsers('alice2', 'bob2', 'carol2');
    await app.as(carol).follows.create({ id: bob.id });
    const { id } = await app.as(alice).tweets.create({ text: 'not so fast' });
    await app.as(bob).retweets.create({ id });
    await app.drain();
    const after = await app.as(bob).retweets.delete({ id });
    expect(after).toMatchObject({ id, counts: { retweets: 0 }, viewer: { retweeted: false } });
    await app.drain();
    expect((await app.as(carol).timelines.home({})).items).toEqual([]);
    expect(await findWrongTimelines(app, [alice, bob, carol])).toEqual([]);
  });

  test('twice changes nothing, nor does taking back twice', async () => {
    const [alice] = await app.createUsers('alice3');
    const { id } = await app.as(alice).tweets.create({ text: 'twice' });
    const once = await app.as(alice).retweets.create({ id });
    expect(await app.as(alice).retweets.create({ id })).toEqual(once);
    const without = await app.as(alice).retweets.delete({ id });
    expect(await app.as(alice).retweets.delete({ id })).toEqual(without);
  });

  test('by one user 32 times at once is one; by 32 users it is 32', async () => {
    const [alice, ...fans] = await app.createUsers('alice4', ...times(32).map((index) => `sharer${index}`));
    const { id } = await app.as(alice).tweets.create({ text: 'viral' });
    await Promise.all(times(32).map(() => app.as(alice).retweets.create({ id })));
    expect(await app.as(alice).tweets.get({ id })).toMatchObject({ counts: { retweets: 1 } });
    await Promise.all(fans.map((fan) => app.as(fan).retweets.create({ id })));
    expect(await app.as(alice).tweets.get({ id })).toMatchObject({ counts: { retweets: 33 } });
  });

  test('needs a signed-in viewer', async () => {
    const [alice] = await app.createUsers('alice5');
    const { id } = await app.as(alice).tweets.create({ text: 'hands off' });
    for (const verb of ['create', 'delete'] as const)
      expect(await rejection(app.anonymous().retweets[verb]({ id }))).toMatchObject({
        code: 'UNAUTHENTICATED',
      });
  });

  test('stands for the tweet it repeats in whatever is done with it', async () => {
    const [alice, bob, carol] = await app.createUsers('alice6', 'bob6', 'carol6');
    const { id } = await app.as(alice).tweets.create({ text: 'the original' });
    const retweetId = await retweet(bob, id);

    await app.as(carol).likes.create({ id: retweetId });
    await app.as(carol).bookmarks.create({ id: retweetId });
    await app.as(carol).retweets.create({ id: retweetId });
    const reply = await app.as(carol).tweets.create({ text: 'yes', replyToId: retweetId });
    const quote = await app.as(carol).tweets.create({ text: 'see', quotedId: retweetId });

    expect(reply.replyToId).toBe(id);
    expect(quote).toMatchObject({ quotedId: id, quoted: { id } });
    expect(await app.as(carol).tweets.get({ id })).toMatchObject({
      counts: { likes: 1, bookmarks: 1, retweets: 2, replies: 1, quotes: 1 },
      viewer: { liked: true, bookmarked: true, retweeted: true },
    });
    expect((await app.as(carol).tweets.replies({ id: retweetId })).items).toMatchObject([{ id: reply.id }]);
  });

  test('has no text to edit, and is its author’s to delete', async () => {
    const [alice, bob] = await app.createUsers('alice7', 'bob7');
    const { id } = await app.as(alice).tweets.create({ text: 'mine' });
    const retweetId = await retweet(bob, id);
    expect(await rejection(app.as(bob).tweets.update({ id: retweetId, text: 'x' }))).toMatchObject({
      code: 'CANNOT_EDIT_RETWEET',
    });
    expect(await rejection(app.as(alice).tweets.delete({ id: retweetId }))).toMatchObject({
      code: 'FORBIDDEN',
    });
    await app.as(bob).tweets.delete({ id: retweetId });
    expect(await app.as(bob).tweets.get({ id })).toMatchObject({
      counts: { retweets: 0 },
      viewer: { retweeted: false },
    });
  });

  test('goes with the tweet it repeats, at once from every list and soon after from the counts', async () => {
    const [alice, bob] = await app.createUsers('alice8', 'bob8');
    const { id } = await app.as(alice).tweets.create({ text: 'soon gone' });
    await app.as(bob).retweets.create({ id });
    await app.as(alice).tweets.delete({ id });
    expect((await app.as(bob).users.tweets({ id: bob.id })).items).toEqual([]);
    await app.drain();
    expect(await app.as(bob).users.get({ id: bob.id })).toMatchObject({ tweetCount: 0 });
  });
});

describe('a quote', () => {
  test('shows what it quotes, is counted and listed', async () => {
    const [alice, bob] = await app.createUsers('alice9', 'bob9');
    const { id } = await app.as(alice).tweets.create({ text: 'the source' });
    const quote = await app.as(bob).tweets.create({ text: 'my view', quotedId: id });
    expect(quote).toMatchObject({ quotedId: id, quoted: { id, text: 'the source', counts: { quotes: 1 } } });
    expect((await app.as(alice).tweets.quotes({ id })).items).toMatchObject([{ id: quote.id }]);
  });

  test('remains, and shows nothing of what it quoted, when that is deleted', async () => {
    const [alice, bob] = await app.createUsers('alice10', 'bob10');
    const { id } = await app.as(alice).tweets.create({ text: 'regretted' });
    const quote = await app.as(bob).tweets.create({ text: 'quoted', quotedId: id });
    await app.as(alice).tweets.delete({ id });
    expect(await app.as(bob).tweets.get({ id: quote.id })).toMatchObject({ quotedId: id, quoted: null });
  });

  test('deleted counts no more', async () => {
    const [alice] = await app.createUsers('alice11');
    const { id } = await app.as(alice).tweets.create({ text: 'the source' });
    const quote = await app.as(alice).tweets.create({ text: 'a quote', quotedId: id });
    await app.as(alice).tweets.delete({ id: quote.id });
    expect(await app.as(alice).tweets.get({ id })).toMatchObject({ counts: { quotes: 0 } });
  });

  test('within a retweet shows what it quotes', async () => {
    const [alice, bob] = await app.createUsers('alice12', 'bob12');
    const { id } = await app.as(alice).tweets.create({ text: 'the source' });
    const quote = await app.as(alice).tweets.create({ text: 'a quote', quotedId: id });
    await app.as(bob).retweets.create({ id: quote.id });
    const [shown] = (await app.as(bob).users.tweets({ id: bob.id })).items;
    expect(shown).toMatchObject({ quoted: null, retweetOf: { id: quote.id, quoted: { id } } });
  });
});

/** @returns the id of the retweet itself. */
async function retweet(user: TestUser, id: string): Promise<string> {
  await app.as(user).retweets.create({ id });
  const [newest] = (await app.as(user).users.tweets({ id: user.id })).items;
  return newest?.id ?? '';
}
