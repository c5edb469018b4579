import { makeGif, makePhoto, makePngBomb, makeVideo } from '@dunlin/harness/sample-media';

export interface TestUpload {
  title: string;
  bytes: Buffer;
  /** What its summary must match. */
  expected: RegExp;
}

/** Everything as large as people send it. */
export async function makeUploads(): Promise<TestUpload[]> {
  const video = await makeVideo({ width: 1920, height: 1080 }, { seconds: 10, portrait: true });
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
  const html = '<!doctype html><html><script>alert(1)</script></html>';
  const photo = await makePhoto({ width: 4000, height: 3000 }, { noise: true });
  return [
    {
      title: 'photo lying on its side, with GPS in its EXIF',
      bytes: photo,
      expected: /^image ready 1536x2048/,
    },
    {
      title: 'animated GIF',
      bytes: await makeGif({ width: 480, height: 270 }, { frames: 60 }),
      expected: /^gif ready 480x270/,
    },
    { title: 'portrait video of a phone', bytes: video, expected: /^video ready 720x1280 transcoded/ },
    { title: 'truncated MP4', bytes: video.subarray(0, video.length * 0.6), expected: /MEDIA_CORRUPT/ },
    {
      title: 'PNG bomb, 30,000 x 30,000',
      bytes: makePngBomb({ width: 30_000, height: 30_000 }),
      expected: /MEDIA_TOO_MANY_PIXELS/,
    },
    { title: 'a photo cut off', bytes: photo.subarray(0, photo.length / 2), expected: /MEDIA_CORRUPT/ },
    { title: 'SVG named .jpg', bytes: Buffer.from(svg), expected: /415 MEDIA_TYPE_UNSUPPORTED/ },
    { title: 'HTML named .jpg', bytes: Buffer.from(html), expected: /415 MEDIA_TYPE_UNSUPPORTED/ },
    {
      title: 'HTML behind the head of a GIF',
      bytes: Buffer.from(`GIF89a${html}`),
      expected: /MEDIA_CORRUPT/,
    },
    {
      title: 'JPEG of 25 MB',
      bytes: Buffer.concat([photo, Buffer.alloc(25e6 - photo.length)]),
      expected: /413 MEDIA_TOO_LARGE/,
    },
  ];
}
