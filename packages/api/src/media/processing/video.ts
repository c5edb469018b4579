import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { assertWhole, assertWithin } from './assert-within.ts';
import { FfmpegMissingError, probe, transcode, writeFrame } from './ffmpeg.ts';
import { writePoster } from './image.ts';
import { remuxVideo } from './remux.ts';
import type { MediaTask, ProcessedMedia } from './task.ts';

/** Longest side in pixels. */
const longestSide = 1280;
/** By which what is made may be longer than what was given: the last frames of picture and sound end apart. */
const slackSeconds = 0.5;
/** What ffmpeg calls the containers. */
const formats: Record<string, string> = {
  'video/mp4': 'mov',
  'video/quicktime': 'mov',
  'video/webm': 'matroska',
};

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
  const { input, folder, maxPixels, maxSeconds, contentType } = task;
  const format = formats[contentType] ?? '';
  const given = await probe(input, { format, signal });
  assertWithin(given, task);
  const name = 'video.mp4';
  const output = join(folder, name);
  await transcode(input, {
    ...{ output, longestSide, format, signal },
    maxSeconds: maxSeconds + 2 * slackSeconds,
  });
  const made = await probe(output, { format: 'mov', signal });
  // Containers may lack a duration or lie; then it is the result that runs into the limit.
  assertWithin(made, { maxPixels, maxSeconds: maxSeconds + slackSeconds });
  assertWhole(given.durationMs, made.durationMs);
  const frame = join(folder, 'frame.png');
  await writeFrame(output, {
    output: frame,
    atMs: Math.min(1_000, made.durationMs / 2),
    format: 'mov',
    signal,
  });
  const poster = await writePoster({ input: frame, folder, maxPixels });
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
