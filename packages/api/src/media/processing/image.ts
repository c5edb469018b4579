import { join } from 'node:path';
import { encode } from 'blurhash';
import sharp, { type OutputInfo, type Sharp } from 'sharp';
import {
  isOutOfMemory,
  MediaFailure,
  type MediaTask,
  type ProcessedMedia,
  type StoredVariant,
} from './task.ts';

/** Longest side in pixels, largest first. A picture has the sizes smaller than itself, and `large`, which never enlarges it. */
const pictureSizes = { large: 2048, medium: 1024, small: 400 };
const posterSizes = { poster: 1024 };
const animationSize = 800;

// libvips reads SVG, PDF and scientific formats too: nothing that was not asked for.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif'].map((format) => `VipsForeignLoad${format}`),
});
sharp.cache(false);
sharp.concurrency(1);

/** Re-encodes a picture: upright, in sRGB, without metadata; an animation as one. @throws MediaFailure */
export async function processImage(task: MediaTask): Promise<ProcessedMedia> {
  const isAnimated = task.kind === 'gif';
  const header = await decode(
    sharp(task.input, { limitInputPixels: false, animated: isAnimated }).metadata(),
  );
  const { width, height, pageHeight = height, pages = 1, delay = [] } = header;
  if (width * pageHeight * pages > task.maxPixels) throw new MediaFailure('MEDIA_TOO_MANY_PIXELS');
  if (!isAnimated) return writePicture(task, pictureSizes);
  const poster = await writePicture(task, posterSizes);
  const animation = await writeAnimation(task);
  return {
    ...poster,
    width: animation.width,
    height: animation.height,
    durationMs: delay.reduce((sum, milliseconds) => sum + milliseconds, 0),
    variants: [animation, ...poster.variants],
  };
}

/** The poster of a video, from a frame of it. @throws MediaFailure */
export function writePoster(
  task: Pick<MediaTask, 'input' | 'folder' | 'maxPixels'>,
): Promise<ProcessedMedia> {
  return writePicture(task, posterSizes);
}

/** Each size as WebP, and as JPEG for whoever cannot show that. */
async function writePicture(
  { input, folder, maxPixels }: Pick<MediaTask, 'input' | 'folder' | 'maxPixels'>,
  sizes: Record<string, number>,
): Promise<ProcessedMedia> {
  const [largest = 0] = Object.values(sizes);
  // `error` refuses what is damaged or cut off, and takes what merely warns, as the files of many cameras do.
  const source = sharp(input, { limitInputPixels: maxPixels, failOn: 'error' }).autoOrient();
  const { data, info } = await decode(
    shrink(source, largest)
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true }),
  );
  const picture = () => sharp(data, { raw: info });
  const variants: StoredVariant[] = [];
  for (const [name, size] of Object.entries(sizes)) {
    if (size !== largest && size >= Math.max(info.width, info.height)) continue;
    const [webp, jpeg] = [`${name}.webp`, `${name}.jpg`];
    variants.push(
      toVariant(webp, await shrink(picture(), size).webp({ quality: 80 }).toFile(join(folder, webp))),
      toVariant(jpeg, await toJpeg(shrink(picture(), size)).toFile(join(folder, jpeg))),
    );
  }
  const { width, height } = info;
  return {
    width,
    height,
    durationMs: null,
    blurhash: await toBlurhash(picture()),
    processing: null,
    variants,
  };
}

async function writeAnimation({ input, folder, maxPixels }: MediaTask): Promise<StoredVariant> {
  const source = sharp(input, { limitInputPixels: maxPixels, failOn: 'error', animated: true });
  const name = 'animation.webp';
  const info = await decode(
    shrink(source, animationSize).webp({ quality: 75, effort: 2 }).toFile(join(folder, name)),
  );
  return toVariant(name, info);
}

function toJpeg(picture: Sharp): Sharp {
  return picture.flatten({ background: '#fff' }).jpeg({ quality: 82, progressive: true });
}

function shrink(picture: Sharp, size: number): Sharp {
  return picture.resize(size, size, { fit: 'inside', withoutEnlargement: true });
}

async function toBlurhash(picture: Sharp): Promise<string> {
  const { data, info } = await shrink(picture, 32).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return encode(new Uint8ClampedArray(data), info.width, info.height, 4, 3);
}

function toVariant(name: string, info: OutputInfo): StoredVariant {
  const { width, height, pageHeight = height, size } = info;
  return {
    name,
    type: name.endsWith('.jpg') ? 'image/jpeg' : 'image/webp',
    width,
    height: pageHeight,
    bytes: size,
  };
}

/** What libvips says of a file that it cannot read is text alone. */
async function decode<Result>(reading: Promise<Result>): Promise<Result> {
  try {
    return await reading;
  } catch (cause) {
    if (isOutOfMemory(cause)) throw cause;
    const isTooLarge = cause instanceof Error && cause.message.includes('pixel limit');
    throw new MediaFailure(isTooLarge ? 'MEDIA_TOO_MANY_PIXELS' : 'MEDIA_CORRUPT', { cause });
  }
}
