import { createTestApp, rejection } from '@dunlin/harness';
import { afterAll, describe, expect, test } from 'vitest';
import { forgetDeletedTweets } from '../src/moderation/held-content.ts';
import { findWrongCounters } from './find-wrong-counters.ts';

const app = await createTestApp({ settings: { jobRetryDelayMs: 1 } });
const [alice, bob] = await app.createUsers('alice', 'bob');
afterAll(async () => {
  await app.drain();
  expect(await findWrongCounters(app.db)).toEqual([]);
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

const unknownId = '1';

describe('create', () => {
  test('answers with the tweet that everyone then sees', async () => {
    const tweet = await app
      .as(alice)
      .tweets.create({ text: 'hello @bob, see https://example.org #first 👋' });
    expect(tweet).toMatchObject({
      text: 'hello @bob, see https://example.org #first 👋',
      author: { id: alice.id, username: 'alice' },
      editedAt: null,
      replyToId: null,
      conversationId: tweet.id,
      entities: {
        mentions: [{ username: 'bob', id: bob.id, start: 6, end: 10 }],
        urls: [{ url: 'https://example.org', start: 16, end: 35 }],
        hashtags: [{ text: 'first', start: 36, end: 42 }],
      },
      counts: { replies: 0, likes: 0 },
      viewer: { liked: false },
    });
    expect(await app.as(bob).tweets.get({ id: tweet.id })).toEqual(tweet);
    expect((await app.as(bob).users.tweets({ id: alice.id, limit: 1 })).items).toEqual([tweet]);
  });

  test('names by id whom it mentions, and nobody where there is nobody, also in what it said before', async () => {
    const [writer, gone] = await app.createUsers('mentions_some', 'mentioned_gone');
    const text = '@BOB @nobody_here @mentioned_gone';
    const idsOf = ({ entities }: { entities: { mentions: { id: string | null }[] } }) =>
      entities.mentions.map(({ id }) => id);
    const { id, ...created } = await app.as(writer).tweets.create({ text });
    expect(idsOf(created)).toEqual([bob.id, null, gone.id]);

    await app.as(gone).users.delete({ id: gone.id });
    const edited = await app.as(writer).tweets.update({ id, text: `${text} again` });
    expect(idsOf(edited)).toEqual([bob.id, null, null]);
    const { items } = await app.as(bob).tweets.history({ id });
    expect(items.map(idsOf)).toEqual([[bob.id, null, null]]);
  });

  test('and replies are listed apart when asked, with retweets among the tweets', async () => {
    const [author] = await app.createUsers('both_kinds');
    const api = app.as(author);
    const root = await api.tweets.create({ text: 'root' });
    const reply = await api.tweets.create({ text: 'reply', replyToId: root.id });
    const others = await app.as(bob).tweets.create({ text: 'of bob' });
    await api.retweets.create({ id: others.id });
    const list = async (only?: 'tweets' | 'replies') =>
      (await app.as(bob).users.tweets({ id: author.id, ...(only && { only }) })).items.map(
        (item) => (item.retweetOf ?? item).id,
      );
    expect(await list()).toEqual([others.id, reply.id, root.id]);
    expect(await list('tweets')).toEqual([others.id, root.id]);
    expect(await list('replies')).toEqual([reply.id]);
    const { nextCursor } = await app.as(bob).users.tweets({ id: author.id, limit: 1, only: 'tweets' });
    const mixed = app.as(bob).users.tweets({ id: author.id, only: 'replies', cursor: nextCursor ?? '' });
    expect(await rejection(mixed)).toMatchObject({ code: 'INVALID_CURSOR' });
  });

  test('is counted for its author', async () => {
    const [author] = await app.createUsers('prolific');
    await app.as(author).tweets.create({ text: 'one' });
    await app.as(author).tweets.create({ text: 'two' });
    expect(await app.as(bob).users.get({ id: author.id })).toMatchObject({ tweetCount: 2 });
  });

  test('repeated, makes another tweet', async () => {
    const first = await app.as(alice).tweets.create({ text: 'again' });
    const second = await app.as(alice).tweets.create({ text: 'again' });
    expect(second.id).not.toBe(first.id);
  });

  test('repeated with its idempotency key, concurrently too, answers with the first tweet', async () => {
    const caller = app.as(alice, { idempotencyKey: 'tweet-once' });
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => caller.tweets.create({ text: 'once' })),
    );
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
  });

  test('32 at once are 32 tweets', async () => {
    const [author] = await app.createUsers('parallel');
    const texts = Array.from({ length: 32 }, (_, index) => `number ${index}`);
    await Promise.all(texts.map((text) => app.as(author).tweets.create({ text })));
    const { items } = await app.as(author).users.tweets({ id: author.id, limit: 100 });
    expect(items.map(({ text }) => text).sort()).toEqual(texts.sort());
    expect(await app.as(bob).users.get({ id: author.id })).toMatchObject({ tweetCount: 32 });
  });

  test('needs a signed-in author', async () => {
    expect(await rejection(app.anonymous().tweets.create({ text: 'who am I?' }))).toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  test.for([
    ['280 letters', 'x'.repeat(280)],
    ['140 ideographs', '字'.repeat(140)],
    ['140 families', '👨‍👩‍👧‍👦'.repeat(140)],
    ['257 weighed by a URL of 300', `${'x'.repeat(256)} https://example.org/${'a'.repeat(300)}`],
  ] satisfies [string, string][])('takes %s', async ([, text]) => {
    expect(await app.as(alice).tweets.create({ text })).toMatchObject({ text });
  });

  test.for([
    ['281 letters', 'x'.repeat(281), 'counts 281, and may count 280 at most'],
    ['141 ideographs', '字'.repeat(141), 'counts 282, and may count 280 at most'],
    ['a URL too many', `${'x'.repeat(257)} https://example.org`, 'counts 281, and may count 280 at most'],
  ] as const)('refuses %s by its weighted length', async ([, text, message]) => {
    expect(await rejection(app.as(alice).tweets.create({ text }))).toMatchObject({
      code: 'VALIDATION_FAILED',
      status: 400,
      issues: [{ path: 'text', message }],
    });
  });

  test.for([
    ['nothing', ''],
    ['blanks', ' \n\t '],
    ['a NUL byte', 'a\0b'],
    ['a lone surrogate', 'a\ud800b'],
    ['a megabyte', 'x'.repeat(1_000_000)],
  ] satisfies [string, string][])('refuses %s', async ([, text]) => {
    const { code, issues } = await rejection(app.as(alice).tweets.create({ text }));
    expect({ code, path: issues?.[0]?.path }).toEqual({ code: 'VALIDATION_FAILED', path: 'text' });
  });

  test('refuses fields that it does not know', async () => {
    const input = { text: 'mine', authorId: bob.id };
    expect(await rejection(app.as(alice).tweets.create(input))).toMatchObject({ code: 'VALIDATION_FAILED' });
  });
});

describe('replies', () => {
  test('belong to the conversation of their root, and are counted by their parent', async () => {
    const root = await app.as(alice).tweets.create({ text: 'root' });
    const child = await app.as(bob).tweets.create({ text: 'child', replyToId: root.id });
    const grandchild = await app.as(alice).tweets.create({ text: 'grandchild', replyToId: child.id });
    expect(child).toMatchObject({ replyToId: root.id, conversationId: root.id });
    expect(grandchild).toMatchObject({ replyToId: child.id, conversationId: root.id });
    expect(await app.as(bob).tweets.get({ id: root.id })).toMatchObject({ counts: { replies: 1 } });
    expect(idsOf(await app.as(bob).tweets.replies({ id: root.id }))).toEqual([child.id]);
    for (const { id } of [root, child, grandchild]) {
      expect(idsOf(await app.as(bob).tweets.thread({ id }))).toEqual([root.id, child.id, grandchild.id]);
    }
  });

  test('remain in the thread when their parent is deleted, and count no more when they are', async () => {
    const root = await app.as(alice).tweets.create({ text: 'root' });
    const child = await app.as(bob).tweets.create({ text: 'child', replyToId: root.id });
    const leaf = await app.as(alice).tweets.create({ text: 'leaf', replyToId: child.id });
    await app.as(bob).tweets.delete({ id: child.id });
    expect(await app.as(bob).tweets.get({ id: root.id })).toMatchObject({ counts: { replies: 0 } });
    expect(idsOf(await app.as(bob).tweets.replies({ id: root.id }))).toEqual([]);
    expect(idsOf(await app.as(bob).tweets.thread({ id: leaf.id }))).toEqual([root.id, leaf.id]);
  });

  test('deleted after their parent leave no counter behind', async () => {
    const parent = await app.as(alice).tweets.create({ text: 'parent' });
    const child = await app.as(bob).tweets.create({ text: 'child', replyToId: parent.id });
    await app.as(alice).tweets.delete({ id: parent.id });
    await app.drain();
    await app.as(bob).tweets.delete({ id: child.id });
    const counts = await app.db
      .selectFrom('tweetCounts')
      .selectAll()
      .where('tweetId', '=', parent.id)
      .execute();
    expect(counts).toEqual([]);
  });

  test('to what is unknown, deleted or of a deleted author are refused', async () => {
    const [leaver] = await app.createUsers('leaver');
    const deleted = await app.as(alice).tweets.create({ text: 'deleted' });
    const orphan = await app.as(leaver).tweets.create({ text: 'orphan' });
    await app.as(alice).tweets.delete({ id: deleted.id });
    await app.as(leaver).users.delete({ id: leaver.id });
    for (const replyToId of [unknownId, deleted.id, orphan.id]) {
      const call = app.as(bob).tweets.create({ text: 'hello?', replyToId });
      expect(await rejection(call)).toMatchObject({ code: 'TWEET_NOT_FOUND', status: 404 });
    }
  });
});

describe('update', () => {
  test('replaces the text and its entities, and keeps the versions', async () => {
    const tweet = await app.as(alice).tweets.create({ text: 'first #one' });
    await app.as(alice).tweets.update({ id: tweet.id, text: 'second #two' });
    const edited = await app.as(alice).tweets.update({ id: tweet.id, text: 'third #three' });

    expect(edited).toMatchObject({ text: 'third #three', entities: { hashtags: [{ text: 'three' }] } });
    expect(Date.parse(edited.editedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(tweet.createdAt));
    expect(await app.as(bob).tweets.get({ id: tweet.id })).toEqual(edited);
    expect((await app.as(bob).tweets.history({ id: tweet.id })).items).toMatchObject([
      { version: 2, text: 'second #two', entities: { hashtags: [{ text: 'two' }] } },
      { version: 1, text: 'first #one', createdAt: tweet.createdAt },
    ]);
  });

  test('with the same text changes nothing', async () => {
    const tweet = await app.as(alice).tweets.create({ text: 'the same' });
    expect(await app.as(alice).tweets.update({ id: tweet.id, text: 'the same' })).toEqual(tweet);
    expect((await app.as(alice).tweets.history({ id: tweet.id })).items).toEqual([]);
  });

  test('at once keeps every text once', async () => {
    const { id } = await app.as(alice).tweets.create({ text: 'start' });
    const texts = Array.from({ length: 16 }, (_, index) => `edit ${index}`);
    await Promise.all(texts.map((text) => app.as(alice).tweets.update({ id, text })));
    const { text } = await app.as(alice).tweets.get({ id });
    const { items } = await app.as(alice).tweets.history({ id, limit: 100 });
    expect([text, ...items.map((version) => version.text)].sort()).toEqual(['start', ...texts].sort());
    expect(items.map(({ version }) => version)).toEqual(items.map((_, index) => 16 - index));
  });

  test('is for the author alone, and for what exists', async () => {
    const { id } = await app.as(alice).tweets.create({ text: 'mine' });
    const text = 'yours';
    expect(await rejection(app.as(bob).tweets.update({ id, text }))).toMatchObject({ code: 'FORBIDDEN' });
    expect(await rejection(app.anonymous().tweets.update({ id, text }))).toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    expect(await rejection(app.as(bob).tweets.update({ id: unknownId, text }))).toMatchObject({
      code: 'TWEET_NOT_FOUND',
    });
    expect(await rejection(app.as(alice).tweets.update({ id, text: 'x'.repeat(281) }))).toMatchObject({
      code: 'VALIDATION_FAILED',
    });
    expect(await app.as(alice).tweets.get({ id })).toMatchObject({ text: 'mine', editedAt: null });
  });
});

describe('delete', () => {
  test('takes the tweet, what it said and its history from everyone at once, and forgets them after a week', async () => {
    const [author] = await app.createUsers('deleter');
    const { id } = await app.as(author).tweets.create({ text: 'a secret' });
    await app.as(author).tweets.update({ id, text: 'a worse secret' });
    await app.as(author).tweets.delete({ id });

    for (const read of ['get', 'history', 'replies', 'thread', 'likers'] as const) {
      expect(await rejection(app.as(bob).tweets[read]({ id }))).toMatchObject({ code: 'TWEET_NOT_FOUND' });
    }
    expect(idsOf(await app.as(bob).users.tweets({ id: author.id }))).toEqual([]);
    expect(idsOf(await app.as(author).timelines.home({}))).toEqual([]);
    expect(await app.as(bob).users.get({ id: author.id })).toMatchObject({ tweetCount: 0 });
    for (const { days, left } of [
      { days: 6, left: { texts: ['a worse secret'], versions: 1 } },
      { days: 8, left: { texts: [''], versions: 0 } },
    ]) {
      const deletedAt = new Date(Date.now() - days * 24 * 3_600_000);
      await app.db.updateTable('tweets').set({ deletedAt }).where('id', '=', id).execute();
      await forgetDeletedTweets(app.api.services);
      const rows = await app.db.selectFrom('tweets').select('text').where('id', '=', id).execute();
      const versions = await app.db
        .selectFrom('tweetVersions')
        .select('version')
        .where('tweetId', '=', id)
        .execute();
      expect({ texts: rows.map(({ text }) => text), versions: versions.length }).toEqual(left);
    }
  });

  test('happens once, however often and concurrently it is asked for', async () => {
    const [author] = await app.createUsers('insistent');
    const { id } = await app.as(author).tweets.create({ text: 'going' });
    const answers = await Promise.allSettled(
      Array.from({ length: 16 }, () => app.as(author).tweets.delete({ id })),
    );
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await rejection(app.as(author).tweets.delete({ id }))).toMatchObject({ code: 'TWEET_NOT_FOUND' });
    expect(await app.as(bob).users.get({ id: author.id })).toMatchObject({ tweetCount: 0 });
  });

  test('is for the author alone', async () => {
    const { id } = await app.as(alice).tweets.create({ text: 'mine' });
    expect(await rejection(app.as(bob).tweets.delete({ id }))).toMatchObject({ code: 'FORBIDDEN' });
    expect(await rejection(app.anonymous().tweets.delete({ id }))).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await app.as(bob).tweets.get({ id })).toMatchObject({ text: 'mine' });
  });
});

test('versions of a tweet, its likers and what somebody likes need a signed-in viewer', async () => {
  const { id } = await app.as(alice).tweets.create({ text: 'members only' });
  const { tweets, users } = app.anonymous();
  const reads = [tweets.history({ id }), tweets.likers({ id }), users.likes({ id: alice.id })];
  for (const { code } of await Promise.all(reads.map(rejection))) expect(code).toBe('UNAUTHENTICATED');
});

test('lists of unknown tweets and users are refused', async () => {
  const { tweets, users } = app.as(alice);
  const id = unknownId;
  const ofTweets = [
    tweets.get({ id }),
    tweets.history({ id }),
    tweets.replies({ id }),
    tweets.thread({ id }),
    tweets.likers({ id }),
  ];
  for (const { code } of await Promise.all(ofTweets.map(rejection))) expect(code).toBe('TWEET_NOT_FOUND');
  const ofUsers = [
    users.tweets({ id }),
    users.likes({ id }),
    users.followers({ id }),
    users.following({ id }),
  ];
  for (const { code } of await Promise.all(ofUsers.map(rejection))) expect(code).toBe('USER_NOT_FOUND');
});

function idsOf({ items }: { items: { id: string }[] }): string[] {
  return items.map(({ id }) => id);
}
