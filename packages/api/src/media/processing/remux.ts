import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  Conversion,
  FilePathSource,
  FilePathTarget,
  Input,
  type InputVideoTrack,
  MP4,
  Mp4OutputFormat,
  Output,
  QTFF,
  WEBM,
} from 'mediabunny';
import { assertWhole, assertWithin, type VideoFacts } from './assert-within.ts';
import { MediaFailure, type MediaTask, type ProcessedMedia } from './task.ts';

/** What browsers play from an MP4. */
const playableCodecs = new Set(['avc', 'vp9', 'av1']);

/** Copies a video as it is into a clean MP4 that plays while it loads; without a poster, which takes a decoder. @throws MediaFailure */
export async function remuxVideo(task: MediaTask): Promise<ProcessedMedia> {
  const name = 'video.mp4';
  const path = join(task.folder, name);
  try {
    const given = await copy(task, path);
    using made = new Input({ formats: [MP4], source: new FilePathSource(path) });
    assertWhole(given.durationMs, await durationOf(made));
    const { width, height, durationMs } = given;
    const { size: bytes } = await stat(path);
    return {
      ...{ width, height, durationMs, blurhash: null, processing: 'remuxed' },
      variants: [{ name, type: 'video/mp4', width, height, bytes }],
    };
  } catch (cause) {
    // mediabunny says in words alone what is wrong with a file.
    throw cause instanceof MediaFailure ? cause : new MediaFailure('MEDIA_CORRUPT', { cause });
  }
}

async function copy(task: MediaTask, path: string): Promise<VideoFacts> {
  using input = new Input({ formats: [MP4, QTFF, WEBM], source: new FilePathSource(task.input) });
  const track = await getVideoTrack(input);
  const facts = {
    durationMs: await durationOf(input),
    width: await track.getDisplayWidth(),
    height: await track.getDisplayHeight(),
  };
  assertWithin(facts, task);
  const format = new Mp4OutputFormat({ fastStart: 'in-memory' });
  const output = new Output({ format, target: new FilePathTarget(path) });
  const conversion = await Conversion.init({
    input,
    output,
    tracks: 'primary',
    tags: {},
    showWarnings: false,
  });
  if (!conversion.isValid) throw new MediaFailure('MEDIA_CODEC_UNSUPPORTED');
  await conversion.execute();
  return facts;
}

async function getVideoTrack(input: Input): Promise<InputVideoTrack> {
  if ((await input.getTracks()).length === 0) throw new MediaFailure('MEDIA_CORRUPT');
  const track = await input.getPrimaryVideoTrack();
  const codec = await track?.getCodec();
  if (!track || !codec || !playableCodecs.has(codec)) throw new MediaFailure('MEDIA_CODEC_UNSUPPORTED');
  return track;
}

async function durationOf(input: Input): Promise<number> {
  return Math.round((await input.computeDuration()) * 1000);
}
