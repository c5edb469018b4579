import { createTestApp, rejection, type TestUser } from '@dunlin/harness';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import { forgetRemovedVersions } from '../src/moderation/held-content.ts';
import { insertUpload } from './media-upload.ts';

const app = await createTestApp();
afterAll(async () => {
  await app.drain();
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});
const [moderator] = await app.createStaff('moderator', 'versions_staff');
const { admin } = app.as(moderator);

test('alt text changed after posting is an edit: the history has the alt texts of each version', async () => {
  const [author, reader] = await app.createUsers('describes', 'listens');
  const { media, tweets } = app.as(author);
  const [first, second] = [
    await insertUpload(app, author, { altText: 'a cat' }),
    await insertUpload(app, author),
  ];
  const { id } = await tweets.create({ text: 'look', mediaIds: [first.id, second.id] });
  await media.update({ id: second.id, altText: 'a dog' });
  await media.update({ id: second.id, altText: 'a dog' });
  await tweets.update({ id, text: 'look here' });
  await media.update({ id: first.id, altText: null });

  expect(await app.as(reader).tweets.get({ id })).toMatchObject({
    ...{ text: 'look here', version: 4, editedAt: expect.any(String) },
    media: [{ altText: null }, { altText: 'a dog' }],
  });
  const shown = (...altTexts: (string | null)[]) =>
    [first, second].map(({ id: mediaId }, index) => ({ mediaId, altText: altTexts[index] }));
  const history = [
    { version: 3, text: 'look here', altTexts: shown('a cat', 'a dog') },
    { version: 2, text: 'look', altTexts: shown('a cat', 'a dog') },
    { version: 1, text: 'look', altTexts: shown('a cat', null) },
  ];
  expect((await app.as(reader).tweets.history({ id })).items).toMatchObject(history);
  expect(await admin.tweets.get({ id })).toMatchObject({
    history: history.map(({ version: _, ...said }) => said),
  });
});

test('alt text of an upload that no tweet shows is no edit, and what a deleted tweet showed keeps its own', async () => {
  const [author] = await app.createUsers('describes_late');
  const { media, tweets } = app.as(author);
  const { id } = await insertUpload(app, author);
  expect(await media.update({ id, altText: 'a cat' })).toMatchObject({ altText: 'a cat' });
  const tweet = await tweets.create({ text: 'look', mediaIds: [id] });
  expect(tweet).toMatchObject({ version: 1, editedAt: null, media: [{ altText: 'a cat' }] });
  await tweets.delete({ id: tweet.id });
  expect(await rejection(media.update({ id, altText: 'a dog' }))).toMatchObject({ code: 'MEDIA_NOT_FOUND' });
});

test('changes at once are each a version', async () => {
  const [author] = await app.createUsers('describes_often');
  const { id: mediaId } = await insertUpload(app, author);
  const { id } = await app.as(author).tweets.create({ text: 'look', mediaIds: [mediaId] });
  await Promise.all([
    ...['a', 'b', 'c'].map((altText) => app.as(author).media.update({ id: mediaId, altText })),
    ...['d', 'e'].map((text) => app.as(author).tweets.update({ id, text })),
  ]);
  expect(await app.as(author).tweets.get({ id })).toMatchObject({ version: 6 });
});

describe('a version that the author removes from the history', () => {
  test('is seen by nobody but moderators; the others keep their numbers', async () => {
    const [author, reader] = await app.createUsers('remorse', 'remembers');
    const { id, history } = await edited(author);
    await app.as(author).tweets.deleteVersion({ id, version: 2 });
    for (const viewer of [author, reader])
      expect((await app.as(viewer).tweets.history({ id })).items).toMatchObject([
        { version: 1, text: 'first' },
      ]);
    await app.as(author).tweets.update({ id, text: 'fourth' });
    expect(await app.as(reader).tweets.get({ id })).toMatchObject({ version: 4 });
    expect((await app.as(reader).tweets.history({ id })).items).toMatchObject([
      { version: 3, text: 'third' },
      { version: 1, text: 'first' },
    ]);
    expect(await admin.tweets.get({ id })).toMatchObject({ history: [{ text: 'third' }, ...history] });
  });

  test('is forgotten after a week, but stays with moderators while a report is open, and thirty days after', async () => {
    const [author, victim] = await app.createUsers('remorse_late', 'remorse_victim');
    const [plain, reported] = [await edited(author), await edited(author)];
    const report = await app.as(victim).moderation.report({ tweetId: reported.id, reason: 'hate' });
    for (const { id } of [plain, reported]) await app.as(author).tweets.deleteVersion({ id, version: 2 });
    const left = { history: [{ text: 'first' }] };

    await setRemoved({ daysAgo: 6 });
    expect(await admin.tweets.get({ id: plain.id })).toMatchObject({ history: plain.history });
    await setRemoved({ daysAgo: 90 });
    expect(await admin.tweets.get({ id: plain.id })).toMatchObject(left);
    const { now, asReported } = await admin.reports.get({ id: report.id });
    expect(now.tweet).toMatchObject({ history: reported.history });
    expect(asReported.tweet).toMatchObject({
      history: [{ text: 'second', removedAt: null }, { text: 'first' }],
    });

    await admin.reports.resolve({ id: report.id, action: 'dismiss' });
    await setResolved(report.id, { daysAgo: 29 });
    expect(await admin.tweets.get({ id: reported.id })).toMatchObject({ history: reported.history });
    await setResolved(report.id, { daysAgo: 31 });
    expect(await admin.tweets.get({ id: reported.id })).toMatchObject(left);
    const rows = app.db.selectFrom('tweetVersions').select('text').where('tweetId', '=', reported.id);
    expect((await rows.orderBy('version').execute()).map(({ text }) => text)).toEqual(['first', '']);
    await app.as(author).tweets.update({ id: reported.id, text: 'fourth' });
    expect(await app.as(author).tweets.get({ id: reported.id })).toMatchObject({ version: 4 });
  });

  test('is removed once, by the author alone, and is not what the tweet says now', async () => {
    const [author, other] = await app.createUsers('remorse_own', 'meddler');
    const { id } = await edited(author);
    const remove = (version: number, by = author) => app.as(by).tweets.deleteVersion({ id, version });
    expect(await rejection(remove(1, other))).toMatchObject({ code: 'FORBIDDEN' });
    for (const version of [3, 4])
      expect(await rejection(remove(version))).toMatchObject({ code: 'VERSION_NOT_FOUND', status: 404 });
    expect(await rejection(remove(0))).toMatchObject({ code: 'VALIDATION_FAILED' });
    const outcomes = await Promise.allSettled([remove(1), remove(1), remove(1)]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await rejection(remove(1))).toMatchObject({ code: 'VERSION_NOT_FOUND' });
  });
});

/** A tweet that said something else twice, and what moderators read of that when the second is removed. */
async function edited(author: TestUser) {
  const { id } = await app.as(author).tweets.create({ text: 'first' });
  for (const text of ['second', 'third']) await app.as(author).tweets.update({ id, text });
  const history = [
    { text: 'second', removedAt: expect.any(String) },
    { text: 'first', removedAt: null },
  ];
  return { id, history };
}

/** As if all that is removed had been then; and forgets what is due. */
async function setRemoved({ daysAgo }: { daysAgo: number }): Promise<void> {
  const removedAt = sql<Date>`now() - make_interval(days => ${daysAgo})`;
  await app.db.updateTable('tweetVersions').set({ removedAt }).where('removedAt', 'is not', null).execute();
  await forgetRemovedVersions(app.api.services);
}

async function setResolved(id: string, { daysAgo }: { daysAgo: number }): Promise<void> {
  const resolvedAt = sql<Date>`now() - make_interval(days => ${daysAgo})`;
  await app.db.updateTable('reports').set({ resolvedAt }).where('id', '=', id).execute();
  await forgetRemovedVersions(app.api.services);
}
