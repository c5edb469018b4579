import { createTestApp, rejection, type TestUser } from '@dunlin/harness';
import { makePhoto } from '@dunlin/harness/sample-media';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import { removeMediaOfTweet } from '../src/media/remove-media.ts';
import { forgetDeletedTweets } from '../src/moderation/held-content.ts';
import { checkNotifications } from '../src/notifications/check-notifications.ts';
import { fanOutTweet } from '../src/timelines/fan-out-tweet.ts';
import { apply } from './apply.ts';
import { findWrongCounters } from './find-wrong-counters.ts';
import { findWrongTimelines } from './find-wrong-timelines.ts';
import { upload } from './media-upload.ts';

const app = await createTestApp();
afterAll(async () => {
  await app.drain();
  expect(await findWrongCounters(app.db)).toEqual([]);
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

const photo = await makePhoto({ width: 20, height: 20 });
const [moderator] = await app.createStaff('moderator', 'a_moderator');
const staff = app.as(moderator).admin;
const reason = 'names a private person';

describe('the author of a removed tweet', () => {
  test('is told what, why and until when to appeal, and nobody else is', async () => {
    const { author, reader, id } = await createScene('told');
    await staff.tweets.remove({ id, reason });
    const [removed] = (await app.as(author).moderation.removedTweets({})).items;
    expect(removed).toMatchObject({ id, text: 'told', reason, appeal: null });
    const { removedAt = '', appealUntil = '' } = removed ?? {};
    expect(Date.parse(appealUntil) - Date.parse(removedAt)).toBe(30 * 24 * 3_600_000);
    expect((await app.as(reader).moderation.removedTweets({})).items).toEqual([]);
    const denied = app.as(reader).moderation.appeal({ tweetId: id, text: 'I liked it' });
    expect(await rejection(denied)).toMatchObject({ code: 'TWEET_NOT_FOUND' });
  });

  test('is notified of it, again when it is removed again, and nobody else is, nor told by whom', async () => {
    const { author, reader, id } = await createScene('notified');
    const notices = async () => {
      await app.drain();
      return (await app.as(author).notifications.list({ types: ['removal'] })).items;
    };
    const notice = {
      type: 'removal',
      tweet: null,
      removedTweetId: id,
      actors: [],
      actorCount: 0,
      read: false,
    };
    await staff.tweets.remove({ id, reason });
    const [first, ...others] = await notices();
    expect([first, others]).toMatchObject([notice, []]);
    expect((await app.as(author).notifications.summary()).byType.removal).toBe(1);
    expect((await app.as(reader).notifications.list({})).items).toEqual([]);

    await app.as(author).notifications.markRead({});
    await staff.tweets.restore({ id });
    expect(await notices()).toEqual([]);
    await staff.tweets.remove({ id, reason });
    const [second] = await notices();
    expect(second).toMatchObject(notice);
    expect(second?.id).not.toBe(first?.id);
    const check = checkNotifications(app.api.services, { strict: true });
    expect(await check.verify()).toMatchObject({
      faults: { 'of what is gone': 0, 'that nobody was told of': 0 },
    });
  });

  test('is told so when a report led to it', async () => {
    const { author, reader, id } = await createScene('reported');
    const report = await app.as(reader).moderation.report({ tweetId: id, reason: 'hate' });
    await staff.reports.resolve({ id: report.id, action: 'removeTweet', note: reason });
    expect((await app.as(author).moderation.removedTweets({})).items).toMatchObject([{ id, reason }]);
  });

  test('appeals once, and is told what was decided', async () => {
    const { author, id } = await createScene('appeals');
    await staff.tweets.remove({ id, reason });
    const appeal = () => app.as(author).moderation.appeal({ tweetId: id, text: 'it was about me' });
    const results = await Promise.allSettled([appeal(), appeal(), appeal()]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await rejection(appeal())).toMatchObject({ code: 'ALREADY_APPEALED', status: 409 });

    const [open] = (await staff.appeals.list({})).items;
    expect(open).toMatchObject({ tweetId: id, user: { id: author.id }, reason, text: 'it was about me' });
    const decide = () => staff.appeals.resolve({ id: open?.id ?? '', action: 'refuse', note: 'it was not' });
    expect(await decide()).toMatchObject({
      resolution: { action: 'refuse', resolver: { id: moderator.id } },
    });
    expect(await rejection(decide())).toMatchObject({ code: 'APPEAL_ALREADY_RESOLVED' });

    expect((await app.as(author).moderation.removedTweets({})).items).toMatchObject([
      { id, appeal: { text: 'it was about me', resolution: { granted: false, note: 'it was not' } } },
    ]);
    expect(await rejection(appeal())).toMatchObject({ code: 'ALREADY_APPEALED' });
    expect((await staff.appeals.list({ status: 'resolved' })).items).toMatchObject([{ tweetId: id }]);
  });

  test('appeals no longer once the account is deleted, and what was removed is forgotten in its time', async () => {
    const { author, id } = await createScene('leaves');
    await staff.tweets.remove({ id, reason });
    const appeal = await app.as(author).moderation.appeal({ tweetId: id, text: 'please' });
    await app.as(author).users.delete({ id: author.id });
    await app.drain();

    expect((await staff.appeals.list({})).items).toEqual([]);
    expect((await staff.appeals.list({ status: 'resolved' })).items[0]).toMatchObject({
      ...{ id: appeal.id, resolution: { action: 'refuse', note: null, resolver: null } },
    });
    const longAgo = sql<Date>`now() - interval '31 days'`;
    await app.db.updateTable('tweets').set({ deletedAt: longAgo }).where('id', '=', id).execute();
    await forgetDeletedTweets(app.api.services);
    const { text } = await app.db
      .selectFrom('tweets')
      .select('text')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    expect(text).toBe('');
  });

  test('of a tweet deleted by the author there is nothing to appeal', async () => {
    const { author, id } = await createScene('regretted');
    await app.as(author).tweets.delete({ id });
    expect((await app.as(author).moderation.removedTweets({})).items).toEqual([]);
    expect(await rejection(app.as(author).moderation.appeal({ tweetId: id, text: 'no' }))).toMatchObject({
      code: 'TWEET_NOT_FOUND',
    });
    expect(await rejection(staff.tweets.restore({ id }))).toMatchObject({ code: 'TWEET_NOT_FOUND' });
  });
});

describe('a granted appeal', () => {
  test('brings the tweet back with its media, answers, likes and retweets, wherever it was seen', async () => {
    const { author, reader, id, look } = await createScene('granted');
    await app.as(reader).likes.create({ id });
    await app.as(reader).bookmarks.create({ id });
    await app.as(reader).retweets.create({ id });
    const { id: reply } = await app.as(reader).tweets.create({ text: 'an answer', replyToId: id });
    const { id: gone } = await app.as(reader).tweets.create({ text: 'another', replyToId: id });
    await app.drain();
    const before = await look();
    await staff.tweets.remove({ id, reason });
    await app.drain();
    expect((await look()).tweet).toBe('TWEET_NOT_FOUND');
    await app.as(reader).tweets.delete({ id: gone });
    const appeal = await app.as(author).moderation.appeal({ tweetId: id, text: 'please' });

    await staff.appeals.resolve({ id: appeal.id, action: 'grant' });

    await app.drain();
    const after = await look();
    expect(after).toEqual({
      ...before,
      tweet: { ...Object(before.tweet), counts: { ...Object(before.tweet).counts, replies: 1 } },
    });
    expect(Object(after.tweet)).toMatchObject({
      media: [{ altText: 'a house' }],
      counts: { replies: 1, likes: 1, retweets: 1, bookmarks: 1 },
    });
    expect((await app.as(reader).tweets.replies({ id })).items.map((tweet) => tweet.id)).toEqual([reply]);
    expect((await app.as(author).moderation.removedTweets({})).items).toEqual([]);
    expect((await staff.appeals.list({})).items).toEqual([]);
    expect(await findWrongTimelines(app, [author, reader])).toEqual([]);
  });

  test('is what restoring comes to, and an answer counts again for what it answers', async () => {
    const { author, reader, id: parent } = await createScene('parent');
    const { id } = await app.as(author).tweets.create({ text: 'a reply', replyToId: parent });
    await staff.tweets.remove({ id, reason });
    await app.as(author).moderation.appeal({ tweetId: id, text: 'please' });
    await staff.tweets.remove({ id: parent, reason });
    await staff.tweets.restore({ id });
    await staff.tweets.restore({ id: parent });
    expect(await app.as(reader).tweets.get({ id: parent })).toMatchObject({ counts: { replies: 1 } });
    expect((await staff.appeals.list({})).items).toEqual([]);
    expect(await rejection(staff.tweets.restore({ id }))).toMatchObject({ code: 'TWEET_NOT_FOUND' });
  });

  test('comes in time however long it took to decide', async () => {
    const { author, id } = await createScene('slow');
    await staff.tweets.remove({ id, reason });
    const appeal = await app.as(author).moderation.appeal({ tweetId: id, text: 'please' });
    const longAgo = sql<Date>`now() - interval '90 days'`;
    await app.db.updateTable('tweets').set({ deletedAt: longAgo }).where('id', '=', id).execute();
    await forgetDeletedTweets(app.api.services);
    await staff.appeals.resolve({ id: appeal.id, action: 'grant' });
    expect(await app.as(author).tweets.get({ id })).toMatchObject({ text: 'slow' });
  });

  test('comes too late when what was removed is forgotten, with what others did with it', async () => {
    const { author, reader, id } = await createScene('late');
    await app.as(reader).likes.create({ id });
    await app.as(reader).retweets.create({ id });
    await staff.tweets.remove({ id, reason });
    await app.drain();
    for (const { days, listed } of [
      { days: 29, listed: 1 },
      { days: 31, listed: 0 },
    ]) {
      const deletedAt = sql<Date>`now() - make_interval(days => ${days})`;
      await app.db.updateTable('tweets').set({ deletedAt }).where('id', '=', id).execute();
      await forgetDeletedTweets(app.api.services);
      await app.drain();
      expect((await app.as(author).moderation.removedTweets({})).items).toHaveLength(listed);
      const likes = await app.db.selectFrom('likes').select('userId').where('tweetId', '=', id).execute();
      expect(likes).toHaveLength(listed);
    }
    expect(await app.as(author).users.get({ id: reader.id })).toMatchObject({ tweetCount: 0 });
    const appeal = app.as(author).moderation.appeal({ tweetId: id, text: 'late' });
    expect(await rejection(appeal)).toMatchObject({ code: 'TWEET_NOT_FOUND' });
    expect(await rejection(staff.tweets.restore({ id }))).toMatchObject({ code: 'TWEET_NOT_FOUND' });
  });
});

test('a tweet that comes back while its removal is still under way keeps its media', async () => {
  const { author, id, look } = await createScene('quick');
  await staff.tweets.remove({ id, reason });
  await app.drain();
  const untilWaiting = (statement: string) =>
    expect
      .poll(async () => {
        const { rows } = await sql`
          select from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock' and starts_with(query, ${statement})`.execute(
          app.db,
        );
        return rows.length;
      })
      .toBe(1);
  const { underWay } = await app.db.transaction().execute(async (trx) => {
    await sql`lock table audit_log in exclusive mode`.execute(trx);
    const restoring = staff.tweets.restore({ id });
    await untilWaiting('insert into "audit_log"');
    // A job may run more than once: this is the removal's, again.
    const removing = removeMediaOfTweet.handle(app.api.services, [
      { type: 'tweet.deleted', tweetId: id, authorId: author.id },
    ]);
    await untilWaiting('update "media"');
    return { underWay: Promise.all([restoring, removing]) };
  });
  await underWay;
  expect(Object((await look()).tweet).media).toHaveLength(1);
});

describe('of a removed tweet', () => {
  test('what others retweeted is taken out of homes, where it would take room, and comes back with it', async () => {
    const { author, reader, id } = await createScene('shared');
    const [follower] = await app.createUsers('shared_follower');
    await app.as(follower).follows.create({ id: reader.id });
    await app.as(reader).retweets.create({ id });
    await app.drain();
    const entriesOf = async (user: TestUser) => {
      await app.drain();
      const { items } = await app.as(user).timelines.home({});
      const stored = await app.db
        .selectFrom('timelineEntries')
        .select('tweetId')
        .where('userId', '=', user.id)
        .execute();
      expect(stored).toHaveLength(items.length);
      return items.map(({ retweetOf }) => retweetOf?.id);
    };
    expect(await entriesOf(follower)).toEqual([id]);
    await staff.tweets.remove({ id, reason });
    expect(await entriesOf(follower)).toEqual([]);
    await app.as(follower).moderation.mute({ id: author.id });
    await app.as(follower).moderation.unmute({ id: author.id });
    expect(await entriesOf(follower)).toEqual([]);
    await staff.tweets.restore({ id });
    expect(await entriesOf(follower)).toEqual([id]);
  });

  test('its author has it at home, also when the removal took it out there after it had come back', async () => {
    const { author, id } = await createScene('overtaken');
    const restored = { type: 'tweet.restored', tweetId: id, authorId: author.id } as const;
    await staff.tweets.remove({ id, reason });
    await staff.tweets.restore({ id });
    await app.drain();
    await app.db.deleteFrom('timelineEntries').where('tweetId', '=', id).execute();
    await apply(app.api.services, fanOutTweet, [restored]);
    const { items } = await app.as(author).timelines.home({});
    expect(items.map((item) => item.id)).toContain(id);
  });

  test('a mention is no news when it is restored, to whom it was none when it was posted', async () => {
    const [writer, mentioned] = await app.createUsers('restored_writer', 'restored_to');
    await app.as(mentioned).moderation.mute({ id: writer.id });
    const { id } = await app.as(writer).tweets.create({ text: 'hi @restored_to' });
    await app.drain();
    await app.as(mentioned).moderation.unmute({ id: writer.id });
    await staff.tweets.remove({ id, reason });
    await staff.tweets.restore({ id });
    await app.drain();
    expect(await app.as(mentioned).notifications.summary()).toMatchObject({ unread: 0 });
    expect((await app.as(mentioned).notifications.list({})).items).toEqual([]);
  });
});

/** A tweet with a picture, and a follower of its author. */
async function createScene(name: string) {
  const [author, reader] = await app.createUsers(`${name}_author`, `${name}_reader`);
  await app.as(reader).follows.create({ id: author.id });
  const { id: mediaId } = await upload(app, author, photo, 'a house');
  const { id } = await app.as(author).tweets.create({ text: name, mediaIds: [mediaId] });
  await app.drain();
  return { author, reader, id, look: () => lookAt({ author, reader, id }) };
}

async function lookAt({ author, reader, id }: { author: TestUser; reader: TestUser; id: string }) {
  const { tweets, users, search } = app.as(reader);
  const idsOf = ({ items }: { items: { id: string }[] }) => items.map((tweet) => tweet.id);
  const { items: found } = await search.tweets({ q: `from:${author.username}` });
  return {
    tweet: await tweets.get({ id }).catch(async (error) => (await rejection(Promise.reject(error))).code),
    home: await Promise.all(
      [author, reader].map(async (who) => idsOf(await app.as(who).timelines.home({})).includes(id)),
    ),
    profile: idsOf(await users.tweets({ id: author.id })),
    tweetCount: (await users.get({ id: author.id })).tweetCount,
    found: found.map(({ tweet }) => tweet.id),
  };
}
