import { MediaFailure, type MediaTask } from './task.ts';

/** Facts of a video before it is decoded. */
export interface VideoFacts {
  durationMs: number;
  /** As stored, before any rotation. */
  width: number;
  height: number;
}

/** @throws MediaFailure */
export function assertWithin(
  { durationMs, width, height }: VideoFacts,
  { maxSeconds, maxPixels }: Pick<MediaTask, 'maxSeconds' | 'maxPixels'>,
): void {
  if (width * height > maxPixels) throw new MediaFailure('MEDIA_TOO_MANY_PIXELS');
  if (durationMs > maxSeconds * 1000) throw new MediaFailure('MEDIA_TOO_LONG');
}

/** A file that ends early gives less than it announces; containers round. @throws MediaFailure */
export function assertWhole(announcedMs: number, madeMs: number): void {
  if (madeMs < announcedMs * 0.9 - 100) throw new MediaFailure('MEDIA_CORRUPT');
}
