import { createTestApp, rejection, type TestUser } from '@dunlin/harness';
import { makePhoto } from '@dunlin/harness/sample-media';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import { getStaffMedia } from '../src/admin/read-media.ts';
import { listReports } from '../src/admin/reports.ts';
import { collectMediaGarbage } from '../src/media/remove-media.ts';
import { forgetDeletedTweets } from '../src/moderation/held-content.ts';
import { upload } from './media-upload.ts';

const app = await createTestApp();
afterAll(async () => {
  await app.drain();
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

const photo = await makePhoto({ width: 20, height: 20 });
const [moderator, colleague] = await app.createStaff('moderator', 'a_moderator', 'a_colleague');
const [admin] = await app.createStaff('admin', 'an_admin');
const { reports } = app.as(moderator).admin;

describe('what can no longer be seen can be reported, with what was seen:', () => {
  const hide: Record<string, (scene: Scene) => Promise<unknown>> = {
    'the author blocks the reporter': ({ author, victim }) =>
      app.as(author).moderation.block({ id: victim.id }),
    'the reporter blocks the author': ({ author, victim }) =>
      app.as(victim).moderation.block({ id: author.id }),
    'the author turns private': ({ author }) => app.as(author).users.update({ id: author.id, private: true }),
    'the author deletes it': ({ author, tweetId }) => app.as(author).tweets.delete({ id: tweetId }),
    'the author deletes the account': ({ author }) => app.as(author).users.delete({ id: author.id }),
    'the author is suspended': ({ author }) =>
      app.as(moderator).admin.users.suspend({ id: author.id, reason: 'spam' }),
  };

  test.each(Object.keys(hide))('%s', async (what) => {
    const scene = await createScene(`hide_${Object.keys(hide).indexOf(what)}`);
    await hide[what]?.(scene);
    await app.drain();
    const report = await app.as(scene.victim).moderation.report({ tweetId: scene.tweetId, reason: 'hate' });
    expect(report).toMatchObject({ tweetId: scene.tweetId, userId: scene.author.id });
    expect(await reports.get({ id: report.id })).toMatchObject({
      asReported: { tweet: { text: `abuse @${scene.victim.username}` } },
    });
  });

  test('a retweet of it', async () => {
    const { author, victim, tweetId } = await createScene('hide_retweet');
    await app.as(author).retweets.create({ id: tweetId });
    const [retweet] = (await app.as(victim).users.tweets({ id: author.id })).items;
    await app.as(author).tweets.delete({ id: tweetId });
    await app.drain();
    const report = await app.as(victim).moderation.report({ tweetId: retweet?.id, reason: 'hate' });
    expect(report).toMatchObject({ tweetId });
  });

  test('seven days after it was deleted at most, and not what a moderator removed', async () => {
    const { author, victim, tweetId } = await createScene('hide_late');
    const removed = await app.as(author).tweets.create({ text: 'worse abuse' });
    await app.as(author).tweets.delete({ id: tweetId });
    await setDeleted(tweetId, { daysAgo: 8 });
    await app.as(moderator).admin.tweets.remove({ id: removed.id, reason: 'abuse' });
    for (const id of [tweetId, removed.id]) {
      const call = app.as(victim).moderation.report({ tweetId: id, reason: 'hate' });
      expect(await rejection(call)).toMatchObject({ code: 'TWEET_NOT_FOUND' });
    }
  });
});

describe('of a reported tweet that its author deletes', () => {
  test('media, alt text, quoted tweet and history are kept while a report is open, and thirty days after', async () => {
    const [author, victim, friend] = await app.createUsers('kept_h', 'kept_v', 'kept_q');
    const quoted = await app.as(friend).tweets.create({ text: 'a friendly word' });
    const { id: mediaId } = await upload(app, author, photo, 'a rude gesture');
    const tweet = await app
      .as(author)
      .tweets.create({ text: 'mild', mediaIds: [mediaId], quotedId: quoted.id });
    await app.as(author).tweets.update({ id: tweet.id, text: 'wild' });
    await app.drain();
    const { id } = await app.as(victim).moderation.report({ tweetId: tweet.id, reason: 'hate' });
    await app.as(author).tweets.delete({ id: tweet.id });
    const kept = {
      text: 'wild',
      history: [{ text: 'mild', createdAt: expect.any(String) }],
      quoted: { id: quoted.id, author: { id: friend.id, username: 'kept_q' }, text: 'a friendly word' },
      media: [
        { id: mediaId, altText: 'a rude gesture', url: `/api/admin/media/${mediaId}?variant=large.webp` },
      ],
    };

    await setDeleted(tweet.id, { daysAgo: 90 });
    await collect();
    expect(await reports.get({ id })).toMatchObject({
      asReported: { tweet: kept },
      now: { tweet: { ...kept, deletedAt: expect.any(String), deletedBy: { id: author.id } } },
    });
    expect(await getBytes(mediaId)).toMatchObject({ type: 'image/webp' });

    await reports.resolve({ id, action: 'removeTweet' });
    await setResolved(id, { daysAgo: 29 });
    await collect();
    expect(await reports.get({ id })).toMatchObject({ now: { tweet: kept } });
    expect(await getBytes(mediaId)).toMatchObject({ type: 'image/webp' });

    await setResolved(id, { daysAgo: 31 });
    await collect();
    expect(await reports.get({ id })).toMatchObject({
      asReported: { tweet: kept },
      now: { tweet: { text: '', history: [], media: [], deletedBy: { id: author.id } } },
    });
    expect(await rejection(getBytes(mediaId))).toMatchObject({ code: 'MEDIA_NOT_FOUND' });
  });

  test('one knows that a moderator removed it', async () => {
    const { victim, tweetId } = await createScene('kept_removed');
    const { id } = await app.as(victim).moderation.report({ tweetId, reason: 'hate' });
    await reports.resolve({ id, action: 'removeTweet' });
    expect(await reports.get({ id })).toMatchObject({
      now: { tweet: { text: 'abuse @kept_removed_v', deletedBy: { username: 'a_moderator' } } },
    });
  });

  test('the media are for moderators alone', async () => {
    const [author, victim] = await app.createUsers('staff_h', 'staff_v');
    const { id: mediaId } = await upload(app, author, photo);
    await app.as(author).tweets.create({ text: 'look', mediaIds: [mediaId] });
    expect(await rejection(getBytes(mediaId, victim))).toMatchObject({ code: 'FORBIDDEN' });
  });

  test('the media of moderators are for admins, and those that no tweet has shown for nobody', async () => {
    const { id: mediaId } = await upload(app, colleague, photo);
    const [author] = await app.createUsers('unposted');
    const unused = await upload(app, author, photo);
    await app.as(colleague).tweets.create({ text: 'in confidence', mediaIds: [mediaId] });
    await app.drain();
    expect(await rejection(getBytes(mediaId))).toMatchObject({ code: 'MEDIA_NOT_FOUND' });
    expect(await getBytes(mediaId, colleague)).toMatchObject({ type: 'image/webp' });
    expect(await getBytes(mediaId, admin)).toMatchObject({ type: 'image/webp' });
    for (const staff of [moderator, admin])
      expect(await rejection(getBytes(unused.id, staff))).toMatchObject({ code: 'MEDIA_NOT_FOUND' });
  });
});

describe('a report that is made again after an edit', () => {
  test('gains reason, comment and the text as it was', async () => {
    const { author, victim, tweetId } = await createScene('again');
    const { report } = app.as(victim).moderation;
    const first = await report({ tweetId, reason: 'spam' });
    await app.as(author).tweets.update({ id: tweetId, text: 'I will find you' });
    const second = await report({ tweetId, reason: 'violence', comment: 'he means it' });
    await app.as(author).tweets.update({ id: tweetId, text: 'have a nice day' });

    expect(second).toEqual({
      ...first,
      additions: [{ reason: 'violence', comment: 'he means it', createdAt: expect.any(String) }],
    });
    expect(await reports.get({ id: first.id })).toMatchObject({
      ...{ reason: 'spam', comment: null, addedReasons: ['violence'] },
      openByReason: [
        { reason: 'spam', reports: 1 },
        { reason: 'violence', reports: 1 },
      ],
      asReported: { tweet: { text: 'abuse @again_v' } },
      additions: [
        { reason: 'violence', comment: 'he means it', asReported: { tweet: { text: 'I will find you' } } },
      ],
      now: { tweet: { text: 'have a nice day' } },
    });
  });

  test('tells its reporter nothing of a private text that changes, however it is made', async () => {
    const { author, victim, tweetId } = await createScene('private');
    await app.as(author).users.update({ id: author.id, private: true });
    const say = (comment: string) => app.as(victim).moderation.report({ tweetId, reason: 'spam', comment });
    const edit = (text: string) => app.as(author).tweets.update({ id: tweetId, text });
    const first = await say('look');
    const second = await say('again');
    await edit('changed');
    expect(await say('look')).toEqual(second);
    expect(await say('again')).toEqual(second);
    await edit('changed again');
    expect(await say('again')).toEqual(second);
    expect((await reports.get({ id: first.id })).additions.map(({ comment }) => comment)).toEqual([
      ...['again', 'look', 'again', 'again'],
    ]);

    for (let count = 0; count < 22; count++) await say(`more ${count}`);
    expect((await say('again')).additions).toHaveLength(20);
  });

  test('is in lists without what it keeps, which may be long', async () => {
    const { author, victim, tweetId } = await createScene('lists');
    const { report } = app.as(victim).moderation;
    await report({ tweetId, reason: 'spam' });
    await app.as(author).tweets.update({ id: tweetId, text: 'abuse again' });
    await report({ tweetId, reason: 'violence' });
    const ctx = { db: app.db, viewer: { ...moderator, role: 'moderator' as const } };
    const rows = await listReports(ctx, { status: 'open', tweetId }, { last: undefined, limit: 2 });
    expect(rows).toMatchObject([{ reason: 'spam', addedReasons: ['violence'] }]);
    expect(JSON.stringify(rows)).not.toContain('abuse');
  });

  test('gains nothing from the same words of the same text, and is added to twenty times', async () => {
    const { victim, tweetId } = await createScene('often');
    const say = (comment: string) => app.as(victim).moderation.report({ tweetId, reason: 'spam', comment });
    await Promise.all(Array.from({ length: 4 }, () => say('first')));
    for (let count = 0; count < 22; count++) await say(`again ${count}`);
    expect((await say('again 3')).additions).toHaveLength(20);
  });
});

/** An author who has been rude to someone. */
async function createScene(name: string): Promise<Scene> {
  const [author, victim] = await app.createUsers(`${name}_h`, `${name}_v`);
  const { id: tweetId } = await app.as(author).tweets.create({ text: `abuse @${victim.username}` });
  return { author, victim, tweetId };
}

interface Scene {
  author: TestUser;
  victim: TestUser;
  tweetId: string;
}

/** As if it had been deleted then, with what it shows. */
async function setDeleted(tweetId: string, { daysAgo }: { daysAgo: number }): Promise<void> {
  await app.drain();
  const deletedAt = sql<Date>`now() - make_interval(days => ${daysAgo})`;
  await app.db.updateTable('tweets').set({ deletedAt }).where('id', '=', tweetId).execute();
  await app.db.updateTable('media').set({ deletedAt }).where('tweetId', '=', tweetId).execute();
}

async function setResolved(id: string, { daysAgo }: { daysAgo: number }): Promise<void> {
  const resolvedAt = sql<Date>`now() - make_interval(days => ${daysAgo})`;
  await app.db.updateTable('reports').set({ resolvedAt }).where('id', '=', id).execute();
}

async function collect(): Promise<void> {
  await collectMediaGarbage(app.api.services);
  await forgetDeletedTweets(app.api.services);
}

function getBytes(id: string, reader = moderator) {
  const authorization = `Bearer ${reader.accessToken}`;
  return getStaffMedia(app.api.createContext({ requestId: 'bytes', authorization }), { id });
}
