import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Media } from '@dunlin/db';
import { createTestApp, rejection } from '@dunlin/harness';
import { makePhoto } from '@dunlin/harness/sample-media';
import type { Insertable } from 'kysely';
import { afterAll, afterEach, expect, test } from 'vitest';
import { defaultSettings } from '../src/core/settings.ts';
import { beginUpload, completeUpload } from '../src/media/receive-upload.ts';
import { collectMediaGarbage } from '../src/media/remove-media.ts';
import { originalKey, variantKey } from '../src/media/storage-keys.ts';
import { insertUpload, listBlobs, upload } from './media-upload.ts';

const photo = await makePhoto({ width: 20, height: 20 });
const app = await createTestApp();
afterAll(() => app[Symbol.asyncDispose]());
afterEach(() => expect(app.errors.splice(0)).toEqual([]));

test('a tweet shows media that is still processing, and then its bytes', async () => {
  const [ann, bob] = await app.createUsers('shows', 'sees');
  const media = await upload(app, ann, photo, 'a red half');
  const tweet = await app.as(ann).tweets.create({ text: 'look', mediaIds: [media.id] });
  expect(tweet.media).toEqual([{ ...media, status: 'processing', altText: 'a red half' }]);
  await app.as(bob).tweets.get({ id: tweet.id });
  await app.drain();
  const seen = await app.as(bob).tweets.get({ id: tweet.id });
  expect(seen.media).toMatchObject([{ id: media.id, status: 'ready', width: 20, url: expect.any(String) }]);
});

test('a tweet shows its media in the order that it was given', async () => {
  const [ann] = await app.createUsers('order');
  const ids: string[] = [];
  for (let count = 0; count < 4; count++) ids.unshift((await insertUpload(app, ann)).id);
  const { id, media } = await app.as(ann).tweets.create({ text: 'four', mediaIds: ids });
  expect(media.map((shown) => shown.id)).toEqual(ids);
  const read = await app.as(ann).tweets.get({ id });
  expect(read.media.map((shown) => shown.id)).toEqual(ids);
});

test('a tweet takes up to four images, or one GIF, and no media of others or of another tweet', async () => {
  const [ann, bob] = await app.createUsers('mixes', 'other');
  const [first, second, animation] = [
    await insertUpload(app, ann),
    await insertUpload(app, ann),
    await insertUpload(app, ann, { kind: 'gif' }),
  ];
  const foreign = await insertUpload(app, bob);
  const post = (...mediaIds: string[]) => rejection(app.as(ann).tweets.create({ text: 'no', mediaIds }));
  expect(await post(first.id, animation.id)).toMatchObject({ code: 'MEDIA_MIX_INVALID' });
  expect(await post(first.id, foreign.id)).toMatchObject({ code: 'MEDIA_NOT_FOUND' });
  expect(await post('1')).toMatchObject({ code: 'MEDIA_NOT_FOUND' });
  expect(await post(first.id, first.id)).toMatchObject({ code: 'VALIDATION_FAILED' });
  await app.as(ann).tweets.create({ text: 'yes', mediaIds: [first.id, second.id] });
  expect(await post(second.id)).toMatchObject({ code: 'MEDIA_IN_USE' });
});

test('a tweet that shows media needs no text', async () => {
  const [alice] = await app.createUsers('wordless');
  const { id } = await insertUpload(app, alice);
  expect(await app.as(alice).tweets.create({ text: '', mediaIds: [id] })).toMatchObject({
    text: '',
    media: [{ id }],
  });
  expect(await rejection(app.as(alice).tweets.create({ text: ' ' }))).toMatchObject({
    code: 'VALIDATION_FAILED',
    issues: [{ path: 'text' }],
  });
});

test('a tweet with media can be edited to say nothing, and one without cannot', async () => {
  const [alice] = await app.createUsers('silent_alice');
  const media = await insertUpload(app, alice, { status: 'ready' });
  const shown = await app.as(alice).tweets.create({ text: 'look', mediaIds: [media.id] });
  expect(await app.as(alice).tweets.update({ id: shown.id, text: '' })).toMatchObject({
    ...{ text: '', version: 2, media: [{ id: media.id }] },
  });
  const { id } = await app.as(alice).tweets.create({ text: 'look' });
  for (const text of ['', ' \n'])
    expect(await rejection(app.as(alice).tweets.update({ id, text }))).toMatchObject({
      ...{ code: 'VALIDATION_FAILED', status: 400, issues: [{ path: 'text', message: 'must not be blank' }] },
    });
});

test('of two tweets that take the same media at once one gets it', async () => {
  const [ann] = await app.createUsers('races');
  const { id } = await insertUpload(app, ann);
  const post = () => app.as(ann).tweets.create({ text: 'mine', mediaIds: [id] });
  const outcomes = await Promise.allSettled([post(), post()]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('another user cannot see, change or delete an upload', async () => {
  const [ann, eve] = await app.createUsers('owns', 'eve');
  const { id } = await insertUpload(app, ann);
  const { status, update, delete: remove } = app.as(eve).media;
  const calls = [() => status({ id }), () => update({ id, altText: 'mine' }), () => remove({ id })];
  for (const call of calls)
    expect(await rejection(call())).toMatchObject({ code: 'MEDIA_NOT_FOUND', status: 404 });
});

test('what an upload shows can be said later, also of one that a tweet shows', async () => {
  const [ann] = await app.createUsers('describes');
  const { id } = await insertUpload(app, ann);
  const tweet = await app.as(ann).tweets.create({ text: 'look', mediaIds: [id] });
  expect(await app.as(ann).media.update({ id, altText: 'two colours' })).toMatchObject({
    altText: 'two colours',
  });
  expect((await app.as(ann).tweets.get({ id: tweet.id })).media).toMatchObject([{ altText: 'two colours' }]);
});

test('deleted media leaves its tweet at once, and the storage when it can be reported no longer', async () => {
  const [ann] = await app.createUsers('deletes');
  const { id } = await insertStored(ann);
  const tweet = await app.as(ann).tweets.create({ text: 'look', mediaIds: [id] });
  await app.as(ann).media.delete({ id });
  expect((await app.as(ann).tweets.get({ id: tweet.id })).media).toEqual([]);
  await expectCollected(id);
  expect(await rejection(app.as(ann).media.delete({ id }))).toMatchObject({ code: 'MEDIA_NOT_FOUND' });
});

test('media deleted while it is processing leaves nothing', async () => {
  const [ann] = await app.createUsers('hasty');
  const { id } = await upload(app, ann, photo);
  await app.as(ann).media.delete({ id });
  await app.drain();
  expect(await listBlobs(app, { id })).toEqual([]);
  expect(await app.db.selectFrom('media').select('id').where('id', '=', id).execute()).toEqual([]);
});

test('media deleted while its upload is stored leaves nothing', async () => {
  const [ann] = await app.createUsers('hastier');
  const { createContext, services } = app.api;
  const { id } = await beginUpload(services, { ownerId: ann.id, bytes: photo.length });
  const put: typeof services.storage.put = async (...args) => {
    await app.as(ann).media.delete({ id });
    await app.drain();
    return services.storage.put(...args);
  };
  const ctx = { ...createContext({ requestId: 'hasty' }), storage: { ...services.storage, put } };
  const file = join(services.workFolder, 'hasty');
  await writeFile(file, photo);
  const upload = { id, ownerId: ann.id, file, altText: null };
  expect(await rejection(completeUpload(ctx, upload))).toMatchObject({ code: 'MEDIA_NOT_FOUND' });
  expect(await listBlobs(app, { id })).toEqual([]);
});

test('media that no tweet showed leaves the storage when it is deleted', async () => {
  const [ann] = await app.createUsers('unshown');
  const { id } = await insertStored(ann);
  await app.as(ann).media.delete({ id });
  await app.drain();
  expect(await listBlobs(app, { id })).toEqual([]);
});

test('the media of a deleted tweet leaves the storage when it can be reported no longer', async () => {
  const [ann] = await app.createUsers('regrets');
  const { id } = await insertStored(ann);
  const tweet = await app.as(ann).tweets.create({ text: 'look', mediaIds: [id] });
  await app.as(ann).tweets.delete({ id: tweet.id });
  await expectCollected(id);
});

/** Six days after its deletion it is there, and eight days after it is not. */
async function expectCollected(id: string): Promise<void> {
  await app.drain();
  for (const { days, blobs } of [
    { days: 6, blobs: 1 },
    { days: 8, blobs: 0 },
  ]) {
    const deletedAt = new Date(Date.now() - days * 24 * 3_600_000);
    await app.db.updateTable('media').set({ deletedAt }).where('id', '=', id).execute();
    await collectMediaGarbage(app.api.services);
    expect(await listBlobs(app, { id })).toHaveLength(blobs);
  }
}

test('an upload that no tweet shows is collected when its time is over, ended or not', async () => {
  const [ann] = await app.createUsers('forgets');
  const createdAt = new Date(Date.now() - 25 * 3_600_000);
  const twoHoursAgo = new Date(Date.now() - 2 * 3_600_000);
  const old = await insertUpload(app, ann, { createdAt });
  await insertUpload(app, ann, { createdAt, status: 'receiving' });
  await insertUpload(app, ann, { createdAt: twoHoursAgo, status: 'receiving', receivedBytes: 0 });
  const begun = await insertUpload(app, ann, { createdAt: twoHoursAgo, status: 'receiving' });
  const shown = await insertUpload(app, ann, { createdAt, status: 'ready' });
  const recent = await insertUpload(app, ann);
  for (const { id } of [old, shown])
    await app.api.services.storage.put(originalKey(id), Readable.from(['x']));
  await app.as(ann).tweets.create({ text: 'look', mediaIds: [shown.id] });

  await collectMediaGarbage(app.api.services);

  const left = await app.db.selectFrom('media').select('id').where('ownerId', '=', ann.id).execute();
  expect(left.map(({ id }) => id).sort()).toEqual([begun.id, shown.id, recent.id]);
  expect(await listBlobs(app, old)).toEqual([]);
  expect(await listBlobs(app, shown)).toHaveLength(1);
});

test('an upload that a failure of the storage left unprocessed is processed later', async () => {
  const [ann] = await app.createUsers('waits');
  const { id } = await insertUpload(app, ann, { createdAt: new Date(Date.now() - 2 * 3_600_000) });
  await app.api.services.storage.put(originalKey(id), Readable.from([photo]));
  await collectMediaGarbage(app.api.services);
  await app.drain();
  expect(await app.as(ann).media.status({ id })).toMatchObject({ status: 'ready' });
});

test('what still waits gets no second job, and what is stuck or unused is found however much it is', async () => {
  // Without jobs, so that what is to be done can be looked at.
  await using idle = await createTestApp({ runsJobs: false });
  const [ann] = await idle.createUsers('piles_up');
  const createdAt = new Date(Date.now() - 2 * 3_600_000);
  const insertMany = (values: Partial<Insertable<Media>>) =>
    Promise.all(Array.from({ length: 120 }, () => insertUpload(idle, ann, { createdAt, ...values })));
  const waiting = await insertUpload(idle, ann, { createdAt });
  const events = JSON.stringify([{ type: 'media.uploaded', mediaId: waiting.id }]);
  await idle.db.insertInto('jobs').values({ id: 'process-media-1', name: 'process-media', events }).execute();
  const stuck = await insertMany({});
  await insertMany({ status: 'receiving', receivedBytes: 0 });

  await collectMediaGarbage(idle.api.services);

  const outbox = await idle.db.selectFrom('outbox').select('event').execute();
  const asked = outbox.map(({ event }) => Object(event)).filter(({ type }) => type === 'media.uploaded');
  expect(asked.map(({ mediaId }) => mediaId).sort()).toEqual(stuck.map(({ id }) => id).sort());
  const left = await idle.db.selectFrom('media').select('id').where('status', '=', 'receiving').execute();
  expect(left).toEqual([]);
});

test('an upload that could not be processed for a week has failed, and its tweet says so', async () => {
  const [ann] = await app.createUsers('hopeless');
  const createdAt = new Date(Date.now() - 8 * 24 * 3_600_000);
  const { id } = await insertUpload(app, ann);
  await app.api.services.storage.put(originalKey(id), Readable.from(['x']));
  const tweet = await app.as(ann).tweets.create({ text: 'look', mediaIds: [id] });
  await app.db.updateTable('media').set({ createdAt }).where('id', '=', id).execute();
  await collectMediaGarbage(app.api.services);
  expect((await app.as(ann).tweets.get({ id: tweet.id })).media).toMatchObject([
    { status: 'failed', failure: 'MEDIA_TOO_COMPLEX' },
  ]);
  expect(await listBlobs(app, { id })).toEqual([]);
});

test('uploads at once take no more than the quota, and what is deleted is given back', async () => {
  const [ann] = await app.createUsers('hoards');
  const bytes = defaultSettings.mediaQuotaBytes / 2 + 1;
  const begin = () => beginUpload(app.api.services, { ownerId: ann.id, bytes });
  const outcomes = await Promise.allSettled([begin(), begin()]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await rejection(begin())).toMatchObject({ code: 'MEDIA_QUOTA_EXCEEDED', status: 403 });
  const [kept] = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []));
  await app.as(ann).media.delete({ id: kept?.id ?? '' });
  await begin();
});

test('an upload takes room however small it is', async () => {
  await using small = await createTestApp({ settings: { mediaQuotaBytes: 128 * 1024 } });
  const [ann] = await small.createUsers('trifles');
  const begin = () => beginUpload(small.api.services, { ownerId: ann.id, bytes: 1 });
  await begin();
  await begin();
  expect(await rejection(begin())).toMatchObject({ code: 'MEDIA_QUOTA_EXCEEDED' });
});

/** Media that is ready, and something of it in the storage. */
async function insertStored(owner: { id: string }): Promise<{ id: string }> {
  const media = await insertUpload(app, owner, { status: 'ready' });
  await app.api.services.storage.put(variantKey(media.id, 'large.webp'), Readable.from(['x']));
  return media;
}

test('an empty list of media means none, and is refused beside an empty text', async () => {
  const [poster] = await app.createUsers('nothing_shown');
  expect((await app.as(poster).tweets.create({ text: 'words', mediaIds: [] })).media).toEqual([]);
  expect(await rejection(app.as(poster).tweets.create({ text: ' ', mediaIds: [] }))).toMatchObject({
    code: 'VALIDATION_FAILED',
    issues: [{ path: 'text' }],
  });
});
