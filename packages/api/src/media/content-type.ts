import { fileTypeFromBuffer } from 'file-type';

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

/** What a file is, by its bytes alone: neither its name nor what the sender calls it counts. */
export async function sniffContentType(
  bytes: Uint8Array,
): Promise<{ contentType: string; kind: MediaKind } | undefined> {
  const mime = (await fileTypeFromBuffer(bytes))?.mime;
  const contentType = mime === 'video/x-m4v' ? 'video/mp4' : mime;
  const kind = contentType !== undefined ? kinds[contentType] : undefined;
  if (contentType === undefined || kind === undefined) return undefined;
  return { contentType, kind: contentType === 'image/webp' && isAnimatedWebp(bytes) ? 'gif' : kind };
}

/** By the flag of its extended header (https://developers.google.com/speed/webp/docs/riff_container). */
function isAnimatedWebp(bytes: Uint8Array): boolean {
  const chunk = String.fromCharCode(...bytes.subarray(12, 16));
  return chunk === 'VP8X' && ((bytes[20] ?? 0) & 2) !== 0;
}
