import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Conversion, FilePathSource, FilePathTarget, Input, MP4, Mp4OutputFormat, Output, QTFF, WEBM } from 'mediabunny';
import { assertWithin } from './limits.ts';
import { MediaFailure, type MediaTask, type ProcessedMedia } from './task.ts';

/** What browsers play from an MP4. */
const playableCodecs = new Set(['avc', 'vp9', 'av1']);

/** Copies a video as it is into a clean MP4 that plays while it loads; without a poster, which takes a decoder. @throws MediaFailure */
export async function remuxVideo(task: MediaTask): Promise<ProcessedMedia> {
  using input = new Input({ formats: [MP4, QTFF, WEBM], source: new FilePathSource(task.input) });
  const name = 'video.mp4';
  const path = join(task.outputFolder, name);
  const facts = await read(async () => {
    const track = await input.getPrimaryVideoTrack();
    const codec = await track?.getCodec();
    if (!track || !codec || !playableCodecs.has(codec)) throw new MediaFailure('MEDIA_CODEC_UNSUPPORTED');
    const durationMs = Math.round((await input.computeDuration()) * 1000);
    const found = { durationMs, width: await track.getDisplayWidth(), height: await track.getDisplayHeight() };
    assertWithin(found, task);
    const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target: new FilePathTarget(path) });
    const conversion = await Conversion.init({ input, output, tracks: 'primary', tags: {}, showWarnings: false });
    if (!conversion.isValid) throw new MediaFailure('MEDIA_CODEC_UNSUPPORTED');
    await conversion.execute();
    return found;
  });
  const { width, height, durationMs } = facts;
  const { size: bytes } = await stat(path);
  return {
    ...{ width, height, durationMs, blurhash: null, processing: 'remuxed' },
    variants: [{ name, type: 'video/mp4', width, height, bytes }],
  };
}

async function read<Result>(reading: () => Promise<Result>): Promise<Result> {
  try {
    return await reading();
  } catch (cause) {
    if (cause instanceof MediaFailure) throw cause;
    throw new MediaFailure('MEDIA_CORRUPT', { cause });
  }
}
