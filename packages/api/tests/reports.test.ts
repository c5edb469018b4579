import { createTestApp, rejection, type TestUser } from '@dunlin/harness';
import { afterAll, describe, expect, test } from 'vitest';
import { findWrongCounters } from './find-wrong-counters.ts';
import { readWholeList } from './read-whole-list.ts';

const app = await createTestApp();
afterAll(async () => {
  await app.drain();
  expect(await findWrongCounters(app.db)).toEqual([]);
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

const [moderator, colleague] = await app.createStaff('moderator', 'a_moderator', 'a_colleague');
const [auditor] = await app.createStaff('admin', 'an_auditor');
const { reports } = app.as(moderator).admin;

describe('a report', () => {
  test('of a tweet is one per reporter while it is open, however often and at once it is made', async () => {
    const { author, ann, bob, tweet } = await createScene('once');
    const send = (who: TestUser) => app.as(who).moderation.report({ tweetId: tweet.id, reason: 'spam' });
    const first = await send(ann);
    expect(first).toMatchObject({ tweetId: tweet.id, userId: author.id, reason: 'spam', comment: null });
    expect(await send(ann)).toEqual(first);
    const ofBob = await Promise.all(Array.from({ length: 8 }, () => send(bob)));
    expect(new Set(ofBob.map(({ id }) => id)).size).toBe(1);
    const { items } = await reports.list({ tweetId: tweet.id });
    expect(items.map(({ reporter, reportsOfSubject }) => [reporter.id, reportsOfSubject])).toEqual([
      [ann.id, { open: 2, total: 2 }],
      [bob.id, { open: 2, total: 2 }],
    ]);
  });

  test('may be made again once it is resolved', async () => {
    const { author, ann } = await createScene('again');
    const report = () => app.as(ann).moderation.report({ userId: author.id, reason: 'spam' });
    const first = await report();
    await reports.resolve({ id: first.id, action: 'dismiss' });
    const second = await report();
    expect(second.id).not.toBe(first.id);
    expect(await reports.get({ id: second.id })).toMatchObject({ reportsOfSubject: { open: 1, total: 2 } });
  });

  test('of a retweet is one of the tweet that it repeats', async () => {
    const { author, ann, bob, tweet } = await createScene('retweet');
    const { id } = await app.as(bob).retweets.create({ id: tweet.id });
    const [retweet] = (await app.as(ann).users.tweets({ id: bob.id })).items;
    expect(id).toBe(tweet.id);
    const report = await app.as(ann).moderation.report({ tweetId: retweet?.id, reason: 'spam' });
    expect(report).toMatchObject({ tweetId: tweet.id, userId: author.id });
  });

  test('is of what there is', async () => {
    const { ann } = await createScene('unseen');
    const { report } = app.as(ann).moderation;
    expect(await rejection(report({ userId: '1', reason: 'spam' }))).toMatchObject({
      code: 'USER_NOT_FOUND',
    });
    expect(await rejection(report({ tweetId: '1', reason: 'spam' }))).toMatchObject({
      code: 'TWEET_NOT_FOUND',
    });
  });

  test('is not of oneself, and of one thing', async () => {
    const { author, tweet } = await createScene('self');
    const { report } = app.as(author).moderation;
    for (const subject of [{ tweetId: tweet.id }, { userId: author.id }])
      expect(await rejection(report({ ...subject, reason: 'spam' }))).toMatchObject({
        code: 'CANNOT_REPORT_SELF',
      });
    for (const subject of [{}, { tweetId: tweet.id, userId: author.id }])
      expect(await rejection(report({ ...subject, reason: 'spam' }))).toMatchObject({
        code: 'VALIDATION_FAILED',
      });
    const anonymous = app.anonymous().moderation.report({ userId: author.id, reason: 'spam' });
    expect(await rejection(anonymous)).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('shows moderators a private tweet as it was and as it is', async () => {
    const { author, ann, tweet } = await createScene('content');
    await app.as(author).users.update({ id: author.id, bio: 'buy my things' });
    const { id } = await app
      .as(ann)
      .moderation.report({ tweetId: tweet.id, reason: 'spam', comment: 'look' });
    await app.as(author).users.update({ id: author.id, bio: 'innocent', private: true });
    await app.as(author).tweets.update({ id: tweet.id, text: 'harmless' });

    expect(await reports.get({ id })).toMatchObject({
      comment: 'look',
      openByReason: [{ reason: 'spam', reports: 1 }],
      asReported: { tweet: { text: 'content' }, user: { bio: 'buy my things' } },
      now: { tweet: { text: 'harmless', deletedAt: null }, user: { bio: 'innocent', private: true } },
    });
    expect(await rejection(app.as(moderator).tweets.get({ id: tweet.id }))).toMatchObject({
      code: 'TWEET_NOT_FOUND',
    });
    await app.as(author).tweets.delete({ id: tweet.id });
    expect(await reports.get({ id })).toMatchObject({
      asReported: { tweet: { text: 'content' } },
      now: { tweet: { text: 'harmless', deletedAt: expect.any(String) } },
    });
  });
});

describe('the queue', () => {
  test('has open reports oldest first and resolved ones newest first; its pages equal the whole', async () => {
    const { author } = await createScene('queue');
    const fans = await app.createUsers('que_1', 'que_2', 'que_3', 'que_4', 'que_5');
    const ids: string[] = [];
    for (const fan of fans)
      ids.push((await app.as(fan).moderation.report({ userId: author.id, reason: 'spam' })).id);
    const read = (status: 'open' | 'resolved') =>
      readWholeList((page) => reports.list({ status, userId: author.id, ...page }), { limit: 2 });
    expect((await read('open')).map(({ id }) => id)).toEqual(ids);
    await reports.resolve({ id: ids[3] ?? '', action: 'dismiss' });
    expect((await read('resolved')).map(({ id }) => id)).toEqual(ids.toReversed());
    expect(await read('open')).toEqual([]);
  });
});

test('is known neither to whom it is about, nor, when that is staff, to other moderators', async () => {
  const [suspect] = await app.createStaff('moderator', 'reported_moderator');
  const { ann } = await createScene('staff');
  const { id } = await app.as(ann).moderation.report({ userId: suspect.id, reason: 'harassment' });
  for (const who of [suspect, moderator]) {
    const calls = app.as(who).admin.reports;
    expect((await calls.list({ userId: suspect.id })).items).toEqual([]);
    expect(await rejection(calls.get({ id }))).toMatchObject({ code: 'REPORT_NOT_FOUND' });
    expect(await rejection(calls.resolve({ id, action: 'dismiss' }))).toMatchObject({
      code: 'REPORT_NOT_FOUND',
    });
  }
  expect((await app.as(auditor).admin.reports.list({ userId: suspect.id })).items).toMatchObject([{ id }]);
  await app.as(auditor).admin.reports.resolve({ id, action: 'dismiss' });
});

describe('resolving a report', () => {
  test('removes the tweet and resolves every open report of it, and of nothing else', async () => {
    const { author, ann, bob, tweet } = await createScene('remove');
    const { id } = await app.as(ann).moderation.report({ tweetId: tweet.id, reason: 'spam' });
    const other = await app.as(bob).moderation.report({ tweetId: tweet.id, reason: 'hate' });
    const ofAuthor = await app.as(bob).moderation.report({ userId: author.id, reason: 'hate' });

    const resolved = await reports.resolve({ id, action: 'removeTweet', note: 'spam it is' });

    const resolution = {
      ...{ action: 'removeTweet', note: 'spam it is', resolvedAt: expect.any(String) },
      resolver: { id: moderator.id, username: moderator.username },
    };
    expect(resolved).toMatchObject({ resolution, reportsOfSubject: { open: 0, total: 2 } });
    expect(await reports.get({ id: other.id })).toMatchObject({ resolution });
    expect(await reports.get({ id: ofAuthor.id })).toMatchObject({ resolution: null });
    expect(await rejection(app.as(ann).tweets.get({ id: tweet.id }))).toMatchObject({
      code: 'TWEET_NOT_FOUND',
    });
    expect(await actsOn(tweet.id)).toMatchObject([
      { action: 'tweet.remove', details: { reason: 'spam it is', authorId: author.id } },
    ]);
    expect(await actsOn(id)).toMatchObject([
      { action: 'report.resolve', details: { action: 'removeTweet', reports: [id, other.id] } },
    ]);
  });

  test('suspends the account', async () => {
    const { author, ann } = await createScene('suspend');
    const { id } = await app.as(ann).moderation.report({ userId: author.id, reason: 'harassment' });
    await reports.resolve({ id, action: 'suspendUser' });
    expect(await rejection(app.as(author).auth.me())).toMatchObject({ code: 'SESSION_ENDED' });
    expect(await reports.get({ id })).toMatchObject({ now: { user: { suspensionReason: 'harassment' } } });
  });

  test('is dismissing it at least, when the author has deleted the account', async () => {
    const { author, ann, tweet } = await createScene('deleted');
    const { id } = await app.as(ann).moderation.report({ tweetId: tweet.id, reason: 'spam' });
    await app.as(author).users.delete({ id: author.id });
    await app.drain();
    expect(await rejection(reports.resolve({ id, action: 'suspendUser' }))).toMatchObject({
      code: 'USER_NOT_FOUND',
    });
    expect(await actsOn(id)).toEqual([]);
    await reports.resolve({ id, action: 'dismiss' });
  });

  test('may be removing a tweet that is gone already, which is noted', async () => {
    const { author, ann, tweet } = await createScene('gone');
    const { id } = await app.as(ann).moderation.report({ tweetId: tweet.id, reason: 'spam' });
    await app.as(author).tweets.delete({ id: tweet.id });
    expect(await reports.resolve({ id, action: 'removeTweet' })).toMatchObject({
      resolution: { action: 'removeTweet' },
    });
    expect(await actsOn(id)).toMatchObject([{ details: { action: 'removeTweet', wasGone: true } }]);
    expect(await actsOn(tweet.id)).toEqual([]);
  });

  test('of an account has no tweet to remove, has an end only when it suspends, and of none is not found', async () => {
    const { author, ann } = await createScene('wrong');
    const { id } = await app.as(ann).moderation.report({ userId: author.id, reason: 'spam' });
    expect(await rejection(reports.resolve({ id, action: 'removeTweet' }))).toMatchObject({
      code: 'VALIDATION_FAILED',
      issues: [{ path: 'action' }],
    });
    const until = new Date(Date.now() + 3_600_000).toISOString();
    expect(await rejection(reports.resolve({ id, action: 'dismiss', until }))).toMatchObject({
      code: 'VALIDATION_FAILED',
      issues: [{ path: 'until' }],
    });
    expect(await rejection(reports.resolve({ id: '1', action: 'dismiss' }))).toMatchObject({
      code: 'REPORT_NOT_FOUND',
    });
  });

  test('is done by one of the moderators who try at once, by whichever report of the subject', async () => {
    const { author, ann, bob } = await createScene('race');
    const ids: string[] = [];
    for (const who of [ann, bob])
      ids.push((await app.as(who).moderation.report({ userId: author.id, reason: 'spam' })).id);
    const results = await Promise.allSettled(
      [moderator, colleague].flatMap((who) =>
        ids.map((id) => app.as(who).admin.reports.resolve({ id, action: 'dismiss' })),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected')
        expect(await rejection(Promise.reject(result.reason))).toMatchObject({
          code: 'REPORT_ALREADY_RESOLVED',
        });
    }
    expect((await Promise.all(ids.map(actsOn))).flat()).toHaveLength(1);
  });

  test('that races new reports leaves none of a removed tweet open', async () => {
    const { ann, tweet } = await createScene('stray');
    const { id } = await app.as(ann).moderation.report({ tweetId: tweet.id, reason: 'spam' });
    const fans = await app.createUsers('stray_1', 'stray_2', 'stray_3', 'stray_4', 'stray_5', 'stray_6');
    await Promise.allSettled([
      ...fans.map((fan) => app.as(fan).moderation.report({ tweetId: tweet.id, reason: 'spam' })),
      reports.resolve({ id, action: 'removeTweet' }),
    ]);
    expect((await reports.list({ tweetId: tweet.id })).items).toEqual([]);
  });
});

test('a tweet is removed with no report, and reports of it keep what it said', async () => {
  const { author, tweet } = await createScene('direct');
  await app.as(moderator).admin.tweets.remove({ id: tweet.id, reason: 'spam' });
  expect((await app.as(author).users.tweets({ id: author.id })).items).toEqual([]);
  const again = app.as(moderator).admin.tweets.remove({ id: tweet.id, reason: 'spam' });
  expect(await rejection(again)).toMatchObject({ code: 'TWEET_NOT_FOUND' });
  expect(await actsOn(tweet.id)).toHaveLength(1);
});

/** An author with a tweet that says the name of the scene, and two who may report it. */
async function createScene(name: string) {
  const [author, ann, bob] = await app.createUsers(`${name}_author`, `${name}_ann`, `${name}_bob`);
  return { author, ann, bob, tweet: await app.as(author).tweets.create({ text: name }) };
}

async function actsOn(subjectId: string) {
  return (await app.as(auditor).admin.audit.list({ subjectId })).items;
}
