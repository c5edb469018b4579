import type { MediaKind } from '../content-type.ts';

/** Why media could not be used. */
export const mediaFailures = {
  MEDIA_CORRUPT: 'The file is damaged or cut off.',
  MEDIA_TOO_MANY_PIXELS: 'The picture has more pixels than this server takes.',
  MEDIA_TOO_LONG: 'The video is longer than this server takes.',
  MEDIA_CODEC_UNSUPPORTED: 'The file holds no picture in a format that this server can read.',
  MEDIA_TOO_COMPLEX: 'Processing the file took more time or memory than this server gives it.',
} as const;
export type MediaFailureCode = keyof typeof mediaFailures;

/** What the child process is told. */
export interface MediaTask {
  kind: MediaKind;
  contentType: string;
  /** The upload. */
  input: string;
  /** The task's own: what is made goes there, and the upload stands there too. */
  folder: string;
  maxPixels: number;
  maxSeconds: number;
  /** Whether to use ffmpeg where the machine has it. */
  transcodes: boolean;
}

/** A file of the output folder, and the variant of the media that it is. */
export interface StoredVariant {
  name: string;
  type: string;
  width: number;
  height: number;
  bytes: number;
}

export interface ProcessedMedia {
  width: number;
  height: number;
  durationMs: number | null;
  blurhash: string | null;
  /** What was done to a video; null for pictures. */
  processing: 'transcoded' | 'remuxed' | null;
  /** The first is what is shown unless another is asked for. */
  variants: StoredVariant[];
}

export type MediaOutcome = { ok: true; media: ProcessedMedia } | { ok: false; failure: MediaFailureCode };

/** The upload is at fault; anything else thrown in the child is not. */
export class MediaFailure extends Error {
  override readonly name = 'MediaFailure';
  readonly code: MediaFailureCode;

  constructor(code: MediaFailureCode, options?: ErrorOptions) {
    super(mediaFailures[code], options);
    this.code = code;
  }
}

/** How libvips, libjpeg and the C library say it. */
export function isOutOfMemory(error: unknown): boolean {
  return (
    error instanceof Error && /(out of|insufficient|allocate) memory|creating thread/i.test(error.message)
  );
}
