import { createTestApp, rejection, type TestUser } from '@dunlin/harness';
import { afterAll, describe, expect, test } from 'vitest';
import { insertUpload } from './media-upload.ts';

const app = await createTestApp();
afterAll(async () => {
  await app.drain();
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

const [author, follower, mentioned, stranger] = await app.createUsers(
  'policy_author',
  'policy_follower',
  'policy_mentioned',
  'policy_stranger',
);
await app.as(follower).follows.create({ id: author.id });
const people = { author, follower, mentioned, stranger };
type Person = keyof typeof people;

const policies = {
  everyone: ['author', 'follower', 'mentioned', 'stranger'],
  followers: ['author', 'follower', 'mentioned'],
  mentioned: ['author', 'mentioned'],
  nobody: ['author'],
} satisfies Record<string, Person[]>;
type Policy = keyof typeof policies;
const kinds = Object.keys(policies) as Policy[]; // `as`: the keys are these.
const noReply = { code: 'REPLY_NOT_ALLOWED', status: 403 };
const noQuote = { code: 'QUOTE_NOT_ALLOWED', status: 403 };

describe.each(kinds)('%s', (policy) => {
  test.each(Object.keys(people) as Person[])('may answer, and answer answers: %s', async (person) => {
    const viewer = people[person];
    const { id, replyPolicy } = await post({ replyPolicy: policy });
    const own = await app.as(author).tweets.create({ text: 'the author goes on', replyToId: id });
    expect([replyPolicy, own.replyPolicy, own.conversationId]).toEqual([policy, null, id]);
    const canReply = policies[policy].some((name) => name === person);
    for (const replyToId of [id, own.id]) {
      expect((await app.as(viewer).tweets.get({ id: replyToId })).viewer).toMatchObject({
        ...{ canReply, canQuote: true },
      });
      const reply = app.as(viewer).tweets.create({ text: 'an answer', replyToId });
      if (canReply) expect((await reply).viewer.canReply).toBe(true);
      else expect(await rejection(reply)).toMatchObject(noReply);
    }
  });

  test.each(Object.keys(people) as Person[])('may quote: %s; who may not, may retweet', async (person) => {
    const viewer = people[person];
    const { id, quotePolicy } = await post({ quotePolicy: policy });
    expect(quotePolicy).toBe(policy);
    const canQuote = policies[policy].some((name) => name === person);
    await app.as(viewer).retweets.create({ id });
    const { retweetOf, id: retweetId } = await latestOf(viewer);
    expect(retweetOf?.viewer).toMatchObject({ canReply: true, canQuote });
    for (const quotedId of [id, retweetId]) {
      const quote = app.as(viewer).tweets.create({ text: 'a quote', quotedId });
      if (canQuote) expect(await quote).toMatchObject({ quotedId: id, quoted: { viewer: { canQuote } } });
      else expect(await rejection(quote)).toMatchObject(noQuote);
    }
  });
});

describe('who may is said', () => {
  test('again by an update, which edits nothing; what was written stays', async () => {
    const { id } = await post({});
    const reply = await app.as(stranger).tweets.create({ text: 'in time', replyToId: id });
    const quote = await app.as(stranger).tweets.create({ text: 'in time', quotedId: id });
    const closed = await app
      .as(author)
      .tweets.update({ id, replyPolicy: 'nobody', quotePolicy: 'followers' });
    expect(closed).toMatchObject({
      replyPolicy: 'nobody',
      quotePolicy: 'followers',
      editedAt: null,
      version: 1,
    });
    const { tweets } = app.as(stranger);
    expect((await tweets.thread({ id })).items.map(({ viewer }) => viewer.canReply)).toEqual([false, false]);
    expect(await tweets.get({ id: quote.id })).toMatchObject({ quoted: { id, viewer: { canQuote: false } } });
    expect(await rejection(tweets.create({ text: 'late', replyToId: reply.id }))).toMatchObject(noReply);
    expect(await rejection(tweets.create({ text: 'late', quotedId: id }))).toMatchObject(noQuote);
    await app.as(author).tweets.update({ id, replyPolicy: 'everyone' });
    await tweets.create({ text: 'open again', replyToId: reply.id });
    expect(await rejection(tweets.create({ text: 'late', quotedId: id }))).toMatchObject(noQuote);
    expect(await app.as(author).tweets.update({ id })).toMatchObject({
      quotePolicy: 'followers',
      version: 1,
    });
  });

  test('by the author alone, and not of a reply or a retweet', async () => {
    const { id } = await post({});
    const { tweets, retweets } = app.as(author);
    const change = { id, replyPolicy: 'nobody' } as const;
    expect(await rejection(app.as(stranger).tweets.update(change))).toMatchObject({ code: 'FORBIDDEN' });
    const reply = await tweets.create({ text: 'more', replyToId: id, quotePolicy: 'nobody' });
    expect(reply).toMatchObject({ replyPolicy: null, quotePolicy: 'nobody' });
    await retweets.create({ id });
    const retweet = await latestOf(author);
    const code = 'VALIDATION_FAILED';
    const issues = [{ path: 'replyPolicy' }];
    for (const refused of [
      tweets.create({ text: 'x', replyToId: id, replyPolicy: 'nobody' }),
      tweets.update({ id: reply.id, replyPolicy: 'nobody' }),
    ])
      expect(await rejection(refused)).toMatchObject({ code, status: 400, issues });
    expect(await rejection(tweets.update({ id: retweet.id, quotePolicy: 'nobody' }))).toMatchObject({
      code: 'CANNOT_EDIT_RETWEET',
    });
  });

  test('by the text as it is now: an edit lets in whom it mentions, and no longer whom it does not', async () => {
    const { id } = await post({ replyPolicy: 'mentioned', quotePolicy: 'mentioned' });
    const reply = await app.as(mentioned).tweets.create({ text: 'here', replyToId: id });
    const can = async (user: TestUser) => {
      const [root, answer] = await Promise.all(
        [id, reply.id].map((of) => app.as(user).tweets.get({ id: of })),
      );
      return [root?.viewer.canReply, root?.viewer.canQuote, answer?.viewer.canReply];
    };
    expect([await can(mentioned), await can(stranger)]).toEqual([
      [true, true, true],
      [false, false, false],
    ]);
    await app.as(author).tweets.update({ id, text: 'hello @Policy_Stranger' });
    expect([await can(mentioned), await can(stranger)]).toEqual([
      [false, false, false],
      [true, true, true],
    ]);
    expect(
      await rejection(app.as(mentioned).tweets.create({ text: 'there', replyToId: reply.id })),
    ).toMatchObject(noReply);
    await app.as(stranger).tweets.create({ text: 'there', replyToId: reply.id });
  });

  test('by who follows now', async () => {
    const [fan] = await app.createUsers('policy_fan');
    const { id } = await post({ replyPolicy: 'followers', quotePolicy: 'followers' });
    const can = async () => (await app.as(fan).tweets.get({ id })).viewer;
    expect(await can()).toMatchObject({ canReply: false, canQuote: false });
    await app.as(fan).follows.create({ id: author.id });
    expect(await can()).toMatchObject({ canReply: true, canQuote: true });
    await app.as(fan).tweets.create({ text: 'as a follower', replyToId: id, quotedId: id });
    await app.as(fan).follows.delete({ id: author.id });
    expect(await can()).toMatchObject({ canReply: false, canQuote: false });
    expect(await rejection(app.as(fan).tweets.create({ text: 'late', replyToId: id }))).toMatchObject(
      noReply,
    );
  });
});

describe('no way around it:', () => {
  test('a conversation keeps its rule when the tweet that started it is deleted', async () => {
    const { id } = await post({ replyPolicy: 'nobody' });
    const own = await app.as(author).tweets.create({ text: 'more', replyToId: id });
    await app.as(author).tweets.delete({ id });
    await app.drain();
    expect((await app.as(stranger).tweets.get({ id: own.id })).viewer.canReply).toBe(false);
    expect(
      await rejection(app.as(stranger).tweets.create({ text: 'now?', replyToId: own.id })),
    ).toMatchObject(noReply);
  });

  test('redrafted, edited, with a key and again with it', async () => {
    const { id } = await post({});
    const { id: mediaId } = await insertUpload(app, stranger);
    const draft = await app.as(stranger).tweets.create({ text: 'a', quotedId: id, mediaIds: [mediaId] });
    const other = await app.as(stranger).tweets.create({ text: 'not a quote' });
    await app.as(author).tweets.update({ id, quotePolicy: 'nobody' });
    await app.as(stranger).tweets.delete({ id: draft.id });
    const keyed = app.as(stranger, { idempotencyKey: crypto.randomUUID() }).tweets;
    const again = { text: 'b', quotedId: id, mediaIds: [mediaId] };
    for (const { create } of [app.as(stranger).tweets, keyed, keyed])
      expect(await rejection(create(again))).toMatchObject(noQuote);
    const edit = { id: other.id, text: 'a quote now', ...{ quotedId: id } };
    expect(await rejection(app.as(stranger).tweets.update(edit))).toMatchObject({
      code: 'VALIDATION_FAILED',
    });
    await app.as(stranger).tweets.create({ text: 'no quote', mediaIds: [mediaId] });
  });

  test('an answer that was given under its key stays the answer', async () => {
    const { id } = await post({});
    const keyed = app.as(stranger, { idempotencyKey: crypto.randomUUID() }).tweets;
    const quote = await keyed.create({ text: 'in time', quotedId: id });
    await app.as(author).tweets.update({ id, quotePolicy: 'nobody' });
    expect(await keyed.create({ text: 'in time', quotedId: id })).toEqual(quote);
  });

  test('nor does it tell of tweets that may not be seen', async () => {
    const [hidden, blocked] = await app.createUsers('policy_hidden', 'policy_blocked');
    const closed = { text: 'closed', replyPolicy: 'nobody', quotePolicy: 'nobody' } as const;
    const { id } = await app.as(hidden).tweets.create(closed);
    await app.as(hidden).moderation.block({ id: blocked.id });
    await app.as(hidden).users.update({ id: hidden.id, private: true });
    for (const viewer of [blocked, stranger])
      for (const answer of [{ replyToId: id }, { quotedId: id }])
        expect(await rejection(app.as(viewer).tweets.create({ text: 'anyone?', ...answer }))).toMatchObject({
          code: 'TWEET_NOT_FOUND',
        });
  });
});

test('tweets of a private account say that they cannot be quoted', async () => {
  const [locked] = await app.createUsers('policy_locked');
  await app.as(follower).follows.create({ id: locked.id });
  await app.as(locked).users.update({ id: locked.id, private: true });
  const { id } = await app.as(locked).tweets.create({ text: 'among us', replyPolicy: 'followers' });
  const rights = async (user: TestUser) => (await app.as(user).tweets.get({ id })).viewer;
  expect(await rights(follower)).toMatchObject({ canReply: true, canQuote: false });
  expect(await rights(locked)).toMatchObject({ canReply: true, canQuote: true });
});

test('a home timeline says who may, each time it is read', async () => {
  const { id } = await post({ replyPolicy: 'nobody', quotePolicy: 'followers' });
  await app.drain();
  for (const _ of [1, 2]) {
    const [first] = (await app.as(follower).timelines.home({ limit: 1 })).items;
    expect(first).toMatchObject({ id, viewer: { canReply: false, canQuote: true } });
  }
});

function post(said: { replyPolicy?: Policy; quotePolicy?: Policy }) {
  return app.as(author).tweets.create({ text: 'hello @policy_mentioned', ...said });
}

async function latestOf(user: TestUser) {
  const { items } = await app.as(user).users.tweets({ id: user.id, limit: 1 });
  const [latest] = items;
  if (!latest) throw new RangeError('there is none');
  return latest;
}
