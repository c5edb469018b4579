import { Readable } from 'node:stream';
import type { Storage } from '@dunlin/backends/storage';
import { canRunWith, createTestApp } from '@dunlin/harness';
import { makePhoto, makeVideo } from '@dunlin/harness/sample-media';
import { afterAll, expect, test } from 'vitest';
import { processMedia } from '../src/media/process-media.ts';
import { removeMedia } from '../src/media/remove-media.ts';
import { originalKey } from '../src/media/storage-keys.ts';
import { insertUpload, listBlobs, readVariant, upload } from './media-upload.ts';

const app = await createTestApp({
  settings: { transcodeVideos: false, videoMaxSeconds: 2, imageTimeoutMs: 1 },
});
afterAll(() => app[Symbol.asyncDispose]());
const [ann] = await app.createUsers('ann');

const hasFfmpeg = canRunWith('ffmpeg');
const video = hasFfmpeg ? await makeVideo({ width: 64, height: 48 }, { portrait: true }) : undefined;
/** Processed together, before the tests. */
const uploads = {
  ...(video && {
    video: await upload(app, ann, video),
    cutVideo: await upload(app, ann, video.subarray(0, video.length * 0.6)),
    longVideo: await upload(app, ann, await makeVideo({ width: 64, height: 48 }, { seconds: 3 })),
  }),
  photo: await upload(app, ann, await makePhoto({ width: 20, height: 20 })),
};
await app.drain();

function statusOf(name: keyof typeof uploads) {
  return app.as(ann).media.status({ id: uploads[name]?.id ?? '' });
}

test.runIf(hasFfmpeg)('without ffmpeg a video is copied into a clean file, and says so', async () => {
  const media = await statusOf('video');
  expect(media).toMatchObject({
    status: 'ready',
    processing: 'remuxed',
    width: 48,
    height: 64,
    posterUrl: null,
  });
  expect((await readVariant(app, media, 'video.mp4')).includes('48.8583')).toBe(false);
});

test.runIf(hasFfmpeg)('a video that was cut off fails without ffmpeg too', async () => {
  expect(await statusOf('cutVideo')).toMatchObject({ status: 'failed', failure: 'MEDIA_CORRUPT' });
});

test.runIf(hasFfmpeg)('a video that is too long fails', async () => {
  expect(await statusOf('longVideo')).toMatchObject({ status: 'failed', failure: 'MEDIA_TOO_LONG' });
});

const never = () => new Promise<never>(() => {});
const endless = () => new Readable({ read() {} });
test.each<[string, Partial<Storage>]>([
  ['gives no answer', { get: never }],
  ['begins an upload and never ends it', { get: async () => ({ size: 1, stream: endless() }) }],
  ['takes nothing', { put: never }],
  ['removes nothing', { delete: never }],
])('a job is given up when the storage %s, and done by the next', async (_, broken) => {
  const { id } = await insertUpload(app, ann, { contentType: 'image/png' });
  const { services } = app.api;
  await services.storage.put(originalKey(id), Readable.from([await makePhoto({ width: 20, height: 20 })]));
  const patient = { ...services, settings: { ...services.settings, imageTimeoutMs: 30_000 } };
  const hasty = { ...patient.settings, imageTimeoutMs: 2_000, mediaTransferTimeoutMs: 0 };
  const event = { type: 'media.uploaded', mediaId: id } as const;
  const halfDead = { ...patient, settings: hasty, storage: { ...services.storage, ...broken } };
  await expect(processMedia.handle(halfDead, [event])).rejects.toThrow(/timeout/);
  await processMedia.handle(patient, [event]);
  expect(await app.as(ann).media.status({ id })).toMatchObject({ status: 'ready' });
});

test('so is the removal of what is deleted, and the next one finds it', async () => {
  const { services } = app.api;
  const { id } = await insertUpload(app, ann, { status: 'ready', deletedAt: new Date() });
  await services.storage.put(originalKey(id), Readable.from(['x']));
  const event = { type: 'media.deleted', mediaId: id } as const;
  const settings = { ...services.settings, mediaTransferTimeoutMs: 50 };
  const halfDead = { ...services, settings, storage: { ...services.storage, delete: never } };
  await expect(removeMedia.handle(halfDead, [event])).rejects.toThrow(/timeout/);
  await removeMedia.handle(services, [event]);
  expect(await listBlobs(app, { id })).toEqual([]);
  expect(await app.db.selectFrom('media').select('id').where('id', '=', id).execute()).toEqual([]);
});

test('processing that takes too long is ended, and fails', async () => {
  expect(await statusOf('photo')).toMatchObject({ status: 'failed', failure: 'MEDIA_TOO_COMPLEX' });
});
