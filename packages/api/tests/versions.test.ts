import { createTestApp, rejection } from '@dunlin/testing';
import { afterAll, expect, test } from 'vitest';
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
