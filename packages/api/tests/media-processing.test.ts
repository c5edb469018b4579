import { canRunWith, createTestApp } from '@dunlin/testing';
import { makeGif, makePhoto, makePngBomb, makeVideo } from '@dunlin/testing/sample-media';
import sharp from 'sharp';
import { afterAll, afterEach, expect, test } from 'vitest';
import { listBlobs, readVariant, upload } from './media-upload.ts';

const app = await createTestApp();
afterAll(() => app[Symbol.asyncDispose]());
afterEach(() => expect(app.errors.splice(0)).toEqual([]));
const [ann] = await app.createUsers('ann');

async function process(bytes: Buffer) {
  const { id } = await upload(app, ann, bytes);
  await app.drain();
  return app.as(ann).media.status({ id });
}

test('a photo is shown upright, in sizes, without saying where it was taken; the upload is not kept', async () => {
  const photo = await makePhoto({ width: 600, height: 400 });
  expect((await sharp(photo).metadata()).exif?.includes('Test')).toBe(true);
  const media = await process(photo);
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
  const picture = sharp({ create: { width: 30, height: 20, channels: 4, background: '#00ff0080' } });
  const media = await process(await picture.avif().toBuffer());
  expect(media).toMatchObject({ status: 'ready', kind: 'image', width: 30, height: 20 });
});

test('an animated GIF stays animated, and has a poster', async () => {
  const media = await process(await makeGif({ width: 40, height: 30 }, { frames: 4 }));
  expect(media).toMatchObject({ kind: 'gif', status: 'ready', width: 40, height: 30, durationMs: 400 });
  expect(media.url).toContain('variant=animation.webp');
  expect(media.posterUrl).toContain('variant=poster.jpg');
  const { pages } = await sharp(await readVariant(app, media, 'animation.webp'), {
    animated: true,
  }).metadata();
  expect(pages).toBe(4);
});

test('a bomb of pixels and a photo that was cut off fail, and nothing is kept of them', async () => {
  const bomb = makePngBomb({ width: 30_000, height: 30_000 });
  const photo = await makePhoto({ width: 600, height: 400 });
  const uploads = [await upload(app, ann, bomb), await upload(app, ann, photo.subarray(0, photo.length / 2))];
  await app.drain();
  const failures: unknown[] = [];
  for (const { id } of uploads) {
    const { status, failure, variants } = await app.as(ann).media.status({ id });
    failures.push([status, failure, variants, await listBlobs(app, { id })]);
  }
  expect(failures).toEqual([
    ['failed', 'MEDIA_TOO_MANY_PIXELS', [], []],
    ['failed', 'MEDIA_CORRUPT', [], []],
  ]);
});

test.runIf(canRunWith('ffmpeg'))('a portrait video is transcoded upright, with a poster', async () => {
  const media = await process(await makeVideo({ width: 64, height: 48 }, { portrait: true }));
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
  const video = await readVariant(app, media, 'video.mp4');
  expect(video.indexOf('moov')).toBeLessThan(video.indexOf('mdat'));
  expect(video.includes('48.8583')).toBe(false);
});

test.runIf(canRunWith('ffmpeg'))('a video that was cut off fails', async () => {
  const video = await makeVideo({ width: 64, height: 48 });
  const media = await process(video.subarray(0, video.length * 0.6));
  expect(media).toMatchObject({ status: 'failed', failure: 'MEDIA_CORRUPT' });
});

test('an upload that is processed twice is ready once', async () => {
  const { id } = await upload(app, ann, await makePhoto({ width: 20, height: 20 }));
  const event = JSON.stringify({ type: 'media.uploaded', mediaId: id });
  await app.db.insertInto('outbox').values({ event }).execute();
  await app.drain();
  expect(await app.as(ann).media.status({ id })).toMatchObject({ status: 'ready' });
  expect(await listBlobs(app, { id })).toHaveLength(2);
});
