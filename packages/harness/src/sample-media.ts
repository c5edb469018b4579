import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';

/** A photo as a phone takes it on its side: its left half is red and to be shown on top, and its EXIF says where it was taken. */
export async function makePhoto({ width, height }: Size, { noise = false } = {}): Promise<Buffer> {
  const blue = { width, height, channels: 3, background: '#0000ff' } as const;
  const red = { width: width / 2, height, channels: 3, background: '#ff0000' } as const;
  const layers = [
    { input: { create: red }, left: 0, top: 0 },
    ...(noise ? [{ input: await makeNoise({ width, height }), left: 0, top: 0 }] : []),
  ];
  return sharp({ create: blue })
    .composite(layers)
    .jpeg({ quality: noise ? 97 : 90 })
    .withExif({
      IFD0: { Make: 'Test', Orientation: '6' },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '48/1 51/1 30/1',
        GPSLongitudeRef: 'E',
        GPSLongitude: '2/1 17/1 40/1',
      },
    })
    .withMetadata({ orientation: 6 })
    .toBuffer();
}

/** Grain over the colours, as a camera has it in the dark: what makes a photo large. */
function makeNoise({ width, height }: Size): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  const grain = sharp({ create: { width, height, channels: 3, background: '#000', noise } });
  return grain.ensureAlpha(0.5).png({ compressionLevel: 1 }).toBuffer();
}

/** Frames of one colour each, 100 ms apart. */
export async function makeGif({ width, height }: Size, { frames = 4 } = {}): Promise<Buffer> {
  const pixels = Buffer.alloc(width * height * 3 * frames);
  for (let frame = 0; frame < frames; frame++)
    pixels.fill(
      // Frames that are alike become one.
      (frame * 61) % 256,
      frame * width * height * 3,
      (frame + 1) * width * height * 3,
    );
  return sharp(pixels, { raw: { width, height: height * frames, channels: 3, pageHeight: height } })
    .gif({ delay: Array.from({ length: frames }, () => 100) })
    .toBuffer();
}

/** A PNG of few bytes and many pixels, one bit each. */
export function makePngBomb({ width, height }: Size): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  const rows = Buffer.alloc((1 + Math.ceil(width / 8)) * height);
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([
    signature,
    toChunk('IHDR', header),
    toChunk('IDAT', deflateSync(rows, { level: 9 })),
    toChunk('IEND', Buffer.alloc(0)),
  ]);
}

function toChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

/** A video with sound; `portrait` is stored lying and to be shown turned, as phones do. Needs ffmpeg. */
export async function makeVideo(
  { width, height }: Size,
  { seconds = 1, portrait = false } = {},
): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'dunlin-video-'));
  try {
    const file = join(folder, 'video.mp4');
    await promisify(execFile)('ffmpeg', [
      ...['-v', 'error', '-f', 'lavfi', '-i', `testsrc=size=${width}x${height}:rate=10:duration=${seconds}`],
      ...['-f', 'lavfi', '-i', `sine=duration=${seconds}`, '-c:v', 'libx264', '-preset', 'ultrafast'],
      ...['-pix_fmt', 'yuv420p', '-c:a', 'aac', '-metadata', 'location=+48.8583+002.2944/', file],
    ]);
    const video = await readFile(file);
    return portrait ? turn(video) : video;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Sets the matrix of the first track to a quarter turn (ISO/IEC 14496-12, 8.3.2). */
function turn(video: Buffer): Buffer {
  const matrix = [0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000];
  const start = video.indexOf('tkhd') + 4 + 40;
  for (const [index, value] of matrix.entries()) video.writeInt32BE(value, start + index * 4);
  return video;
}

export interface Size {
  width: number;
  height: number;
}
