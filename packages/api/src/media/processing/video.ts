import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FfmpegMissingError, probe, transcode, type VideoFacts, writeFrame } from './ffmpeg.ts';
import { writePoster } from './image.ts';
import { remuxVideo } from './remux.ts';
import { MediaFailure, type MediaTask, type ProcessedMedia } from './task.ts';

/** Longest side in pixels. */
const longestSide = 1280;
/** What ffmpeg calls the containers. */
const formats: Record<string, string> = {
  'video/mp4': 'mov',
  'video/quicktime': 'mov',
  'video/webm': 'matroska',
};
/** A file that ends early plays short; containers round. */
const durationToleranceMs = 1_000;

/** Makes a video that every browser plays, and its poster; where there is no ffmpeg, what can be done without. @throws MediaFailure */
export async function processVideo(
  task: MediaTask,
  { signal }: { signal: AbortSignal },
): Promise<ProcessedMedia> {
  if (!task.transcodes) return remuxVideo(task);
  try {
    return await transcodeVideo(task, signal);
  } catch (error) {
    if (error instanceof FfmpegMissingError) return remuxVideo(task);
    throw error;
  }
}

async function transcodeVideo(task: MediaTask, signal: AbortSignal): Promise<ProcessedMedia> {
  const { input, outputFolder, maxPixels, maxSeconds, contentType } = task;
  const given = await probe(input, { format: formats[contentType] ?? '', signal });
  assertWithin(given, task);
  const name = 'video.mp4';
  const output = join(outputFolder, name);
  await transcode(input, { output, longestSide, maxSeconds, format: formats[contentType] ?? '', signal });
  const made = await probe(output, { format: 'mov', signal });
  if (made.durationMs < given.durationMs - durationToleranceMs) throw new MediaFailure('MEDIA_CORRUPT');
  const frame = join(outputFolder, 'frame.png');
  await writeFrame(output, { output: frame, atMs: Math.min(1_000, made.durationMs / 2), format: 'mov', signal });
  const poster = await writePoster({ input: frame, outputFolder, maxPixels });
  await rm(frame);
  const { width, height, durationMs } = made;
  const { size: bytes } = await stat(output);
  return {
    ...poster,
    width,
    height,
    durationMs,
    processing: 'transcoded',
    variants: [{ name, type: 'video/mp4', width, height, bytes }, ...poster.variants],
  };
}

/** @throws MediaFailure */
export function assertWithin(
  { durationMs, width, height }: VideoFacts,
  { maxSeconds, maxPixels }: Pick<MediaTask, 'maxSeconds' | 'maxPixels'>,
): void {
  if (width * height > maxPixels) throw new MediaFailure('MEDIA_TOO_MANY_PIXELS');
  if (durationMs > maxSeconds * 1000) throw new MediaFailure('MEDIA_TOO_LONG');
}
