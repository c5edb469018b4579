import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { canRunWith, createTestApp } from '@dunlin/harness';
import { makeGif, makePhoto, makePngBomb, makeVideo } from '@dunlin/harness/sample-media';
import sharp from 'sharp';
import { afterAll, afterEach, expect, test } from 'vitest';
import { listBlobs, readVariant, upload } from './media-upload.ts';

const hasFfmpeg = canRunWith('ffmpeg');
const app = await createTestApp({ settings: { videoMaxSeconds: 2 } });
afterAll(() => app[Symbol.asyncDispose]());
afterEach(() => expect(app.errors.splice(0)).toEqual([]));
const [ann] = await app.createUsers('ann');

const photo = await makePhoto({ width: 600, height: 400 });
const translucent = sharp({ create: { width: 30, height: 20, channels: 4, background: '#00ff0080' } });
const video = hasFfmpeg ? await makeVideo({ width: 64, height: 48 }, { portrait: true }) : undefined;
/** Processed together, before the tests. */
const uploads = {
  ...(video && {
    video: await upload(app, ann, video),
    cutVideo: await upload(app, ann, video.subarray(0, video.length * 0.6)),
    endless: await upload(app, ann, await makeWebmWithoutDuration({ seconds: 3 })),
  }),
  photo: await upload(app, ann, photo),
  cutPhoto: await upload(app, ann, photo.subarray(0, photo.length / 2)),
  translucent: await upload(app, ann, await translucent.avif().toBuffer()),
  gif: await upload(app, ann, await makeGif({ width: 40, height: 30 }, { frames: 4 })),
  bomb: await upload(app, ann, makePngBomb({ width: 30_000, height: 30_000 })),
};
await app.drain();

function statusOf(name: keyof typeof uploads) {
  return app.as(ann).media.status({ id: uploads[name]?.id ?? '' });
}

test('a photo is shown upright, in sizes, without saying where it was taken; the upload is not kept', async () => {
  expect((await sharp(photo).metadata()).exif?.includes('Test')).toBe(true);
  const media = await statusOf('photo');
  expect(media).toMatchObject({ kind: 'image', status: 'ready', width: 400, height: 600, posterUrl: null });
  expect(media.blurhash).toMatch(/^.{28}$/);
  expect(media.variants.map(({ name, width, height }) => `${name} ${width}x${height}`)).toEqual([
    'large.webp 400x600',
    'large.jpg 400x600',
    'small.webp 267x400',
    'small.jpg 267x400',
  ]);
  for (const { name, type } of media.variants) {
    const picture = sharp(await readVariant(app, media, name));
    const { format, exif, icc, orientation } = await picture.metadata();
    expect([`image/${format}`, exif, icc, orientation]).toEqual([type, undefined, undefined, undefined]);
    const [red] = await picture.extract({ left: 100, top: 20, width: 1, height: 1 }).raw().toBuffer();
    expect(red).toBeGreaterThan(200);
  }
  expect(await listBlobs(app, media)).toHaveLength(media.variants.length);
});

test('a picture with transparency, as AVIF, becomes WebP and JPEG', async () => {
  const media = await statusOf('translucent');
  expect(media).toMatchObject({ status: 'ready', kind: 'image', width: 30, height: 20 });
});

test('an animated GIF stays animated, and has a poster', async () => {
  const media = await statusOf('gif');
  expect(media).toMatchObject({ kind: 'gif', status: 'ready', width: 40, height: 30, durationMs: 400 });
  expect(media.url).toContain('variant=animation.webp');
  expect(media.posterUrl).toContain('variant=poster.jpg');
  const { pages } = await sharp(await readVariant(app, media, 'animation.webp'), {
    animated: true,
  }).metadata();
  expect(pages).toBe(4);
});

test('a bomb of pixels and a photo that was cut off fail, and nothing is kept of them', async () => {
  const failures: unknown[] = [];
  for (const name of ['bomb', 'cutPhoto'] as const) {
    const { id, status, failure, variants } = await statusOf(name);
    failures.push([status, failure, variants, await listBlobs(app, { id })]);
  }
  expect(failures).toEqual([
    ['failed', 'MEDIA_TOO_MANY_PIXELS', [], []],
    ['failed', 'MEDIA_CORRUPT', [], []],
  ]);
});

test.runIf(hasFfmpeg)('a portrait video is transcoded upright, with a poster', async () => {
  const media = await statusOf('video');
  expect(media).toMatchObject({
    kind: 'video',
    status: 'ready',
    processing: 'transcoded',
    width: 48,
    height: 64,
  });
  expect(media.variants.map(({ name, type }) => `${name} ${type}`)).toEqual([
    'video.mp4 video/mp4',
    'poster.webp image/webp',
    'poster.jpg image/jpeg',
  ]);
  expect(media.durationMs).toBeGreaterThan(900);
  const bytes = await readVariant(app, media, 'video.mp4');
  expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
  expect(bytes.includes('48.8583')).toBe(false);
});

test.runIf(hasFfmpeg)('a video that was cut off fails', async () => {
  expect(await statusOf('cutVideo')).toMatchObject({ status: 'failed', failure: 'MEDIA_CORRUPT' });
});

test.runIf(hasFfmpeg)('a video that does not say how long it is, and is too long, fails', async () => {
  expect(await statusOf('endless')).toMatchObject({ status: 'failed', failure: 'MEDIA_TOO_LONG' });
});

test('an upload that is processed twice is ready once', async () => {
  const { id } = uploads.translucent;
  const event = JSON.stringify({ type: 'media.uploaded', mediaId: id });
  await app.db.insertInto('outbox').values({ event }).execute();
  await app.drain();
  expect(await app.as(ann).media.status({ id })).toMatchObject({ status: 'ready' });
  expect(await listBlobs(app, { id })).toHaveLength(2);
});

/** As what is recorded live: nobody knew its length when its head was written. */
async function makeWebmWithoutDuration({ seconds }: { seconds: number }): Promise<Buffer> {
  const source = ['-f', 'lavfi', '-i', `testsrc=size=64x48:rate=5:duration=${seconds}`];
  const { stdout } = await promisify(execFile)(
    'ffmpeg',
    ['-v', 'error', ...source, '-c:v', 'libvpx', '-f', 'webm', 'pipe:1'],
    { encoding: 'buffer' },
  );
  return stdout;
}
