import { fileTypeFromBuffer } from 'file-type';
import { AppError } from '../core/errors.ts';
import type { Settings } from '../core/settings.ts';

export type MediaKind = 'image' | 'gif' | 'video';

/** As many of a file's first bytes as its type may take to tell. */
export const sniffedBytes = 4_100;

const kinds: Record<string, MediaKind> = {
  'image/jpeg': 'image',
  'image/png': 'image',
  'image/apng': 'image',
  'image/webp': 'image',
  'image/avif': 'image',
  'image/gif': 'gif',
  'video/mp4': 'video',
  'video/quicktime': 'video',
  'video/webm': 'video',
};

/** What a file is, by its bytes alone: neither its name nor what the sender calls it counts. @throws AppError MEDIA_TYPE_UNSUPPORTED */
export async function sniffMediaType(bytes: Uint8Array): Promise<{ contentType: string; kind: MediaKind }> {
  const mime = (await fileTypeFromBuffer(bytes))?.mime;
  const contentType = mime === 'video/x-m4v' ? 'video/mp4' : mime;
  const kind = contentType !== undefined ? kinds[contentType] : undefined;
  if (contentType === undefined || kind === undefined) throw new AppError('MEDIA_TYPE_UNSUPPORTED');
  return { contentType, kind: contentType === 'image/webp' && isAnimatedWebp(bytes) ? 'gif' : kind };
}

/** How large a file of this kind may be. */
export function maxBytesOf(kind: MediaKind, { imageMaxBytes, videoMaxBytes }: Settings): number {
  return kind === 'video' ? videoMaxBytes : imageMaxBytes;
}

/** By the flag of its extended header (https://developers.google.com/speed/webp/docs/riff_container). */
function isAnimatedWebp(bytes: Uint8Array): boolean {
  const chunk = String.fromCharCode(...bytes.subarray(12, 16));
  return chunk === 'VP8X' && ((bytes[20] ?? 0) & 2) !== 0;
}
