import { canRunWith, createTestApp } from '@dunlin/testing';
import { makePhoto, makeVideo } from '@dunlin/testing/sample-media';
import { afterAll, expect, test } from 'vitest';
import { readVariant, upload } from './media-upload.ts';

const app = await createTestApp({
  settings: { transcodeVideos: false, videoMaxSeconds: 2, imageTimeoutMs: 1 },
});
afterAll(() => app[Symbol.asyncDispose]());
const [ann] = await app.createUsers('ann');

async function process(bytes: Buffer) {
  const { id } = await upload(app, ann, bytes);
  await app.drain();
  return app.as(ann).media.status({ id });
}

test.runIf(canRunWith('ffmpeg'))(
  'without ffmpeg a video is copied into a clean file, and says so',
  async () => {
    const media = await process(await makeVideo({ width: 64, height: 48 }, { portrait: true }));
    expect(media).toMatchObject({
      status: 'ready',
      processing: 'remuxed',
      width: 48,
      height: 64,
      posterUrl: null,
    });
    expect((await readVariant(app, media, 'video.mp4')).includes('48.8583')).toBe(false);
  },
);

test.runIf(canRunWith('ffmpeg'))('a video that was cut off fails without ffmpeg too', async () => {
  const video = await makeVideo({ width: 64, height: 48 });
  const media = await process(video.subarray(0, video.length * 0.6));
  expect(media).toMatchObject({ status: 'failed', failure: 'MEDIA_CORRUPT' });
});

test.runIf(canRunWith('ffmpeg'))('a video that is too long fails', async () => {
  const media = await process(await makeVideo({ width: 64, height: 48 }, { seconds: 3 }));
  expect(media).toMatchObject({ status: 'failed', failure: 'MEDIA_TOO_LONG' });
});

test('processing that takes too long is ended, and fails', async () => {
  const media = await process(await makePhoto({ width: 20, height: 20 }));
  expect(media).toMatchObject({ status: 'failed', failure: 'MEDIA_TOO_COMPLEX' });
});
