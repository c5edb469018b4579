import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { VideoFacts } from './assert-within.ts';
import { MediaFailure } from './task.ts';

/** Reads nothing but the file, in the format that its first bytes show: a playlist cannot make it fetch what it names. */
const inputOptions = (format: string) => ['-protocol_whitelist', 'file', '-f', format];

const Probe = z.object({
  format: z.object({ duration: z.coerce.number().optional() }),
  streams: z.array(
    z.object({
      codec_type: z.string(),
      width: z.number().optional(),
      height: z.number().optional(),
      disposition: z.object({ attached_pic: z.number() }).optional(),
    }),
  ),
});

/** @throws MediaFailure, or FfmpegMissingError */
export async function probe(file: string, { format, signal }: FfmpegOptions): Promise<VideoFacts> {
  const entries = 'format=duration:stream=codec_type,width,height:stream_disposition=attached_pic';
  const answer = await run(
    'ffprobe',
    ['-v', 'error', ...inputOptions(format), '-show_entries', entries, '-of', 'json', file],
    signal,
  );
  const { format: container, streams } = Probe.parse(JSON.parse(answer));
  const video = streams.find(
    ({ codec_type, disposition }) => codec_type === 'video' && !disposition?.attached_pic,
  );
  if (!video?.width || !video.height) throw new MediaFailure('MEDIA_CODEC_UNSUPPORTED');
  return {
    durationMs: Math.round((container.duration ?? 0) * 1000),
    width: video.width,
    height: video.height,
  };
}

/** H.264 and AAC in an MP4 that plays while it loads, upright, without metadata. @throws MediaFailure */
export async function transcode(
  file: string,
  { output, longestSide, maxSeconds, format, signal }: FfmpegOptions & TranscodeOptions,
): Promise<void> {
  const box = `min(${longestSide},iw):min(${longestSide},ih)`.replaceAll(',', '\\,');
  await run(
    'ffmpeg',
    [
      ...['-v', 'error', '-nostdin'],
      ...inputOptions(format),
      ...['-i', file, '-map', '0:V:0', '-map', '0:a:0?', '-map_metadata', '-1', '-map_chapters', '-1'],
      ...['-vf', `scale=${box}:force_original_aspect_ratio=decrease:force_divisible_by=2,setsar=1`],
      ...[
        '-c:v',
        'libx264',
        '-preset',
        'veryfast',
        '-crf',
        '23',
        '-profile:v',
        'high',
        '-pix_fmt',
        'yuv420p',
      ],
      ...['-fpsmax', '60', '-threads', '2', '-c:a', 'aac', '-b:a', '128k', '-ac', '2'],
      ...['-t', String(maxSeconds), '-movflags', '+faststart', '-f', 'mp4', output],
    ],
    signal,
  );
}

/** One frame as PNG. @throws MediaFailure */
export async function writeFrame(
  file: string,
  { output, atMs, format, signal }: FfmpegOptions & { output: string; atMs: number },
): Promise<void> {
  await run(
    'ffmpeg',
    [
      ...['-v', 'error', '-nostdin', '-ss', String(atMs / 1000), ...inputOptions(format), '-i', file],
      ...['-map', '0:V:0', '-frames:v', '1', '-f', 'image2', '-c:v', 'png', output],
    ],
    signal,
  );
}

/** The machine has no ffmpeg. */
export class FfmpegMissingError extends Error {
  override readonly name = 'FfmpegMissingError';
}

/** Ends with the signal. */
async function run(program: string, args: string[], signal: AbortSignal): Promise<string> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], signal, killSignal: 'SIGKILL' });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  try {
    const [code, output, complaint] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    if (code === 0) return output;
    const said = complaint.slice(-2_000);
    // Nothing is wrong with the file: it is tried again.
    if (/No space left on device|Disk quota exceeded/.test(complaint))
      throw Object.assign(new Error(said), { code: 'ENOSPC' });
    throw new MediaFailure('MEDIA_CORRUPT', { cause: new Error(said) });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')
      throw new FfmpegMissingError(`${program} is not on PATH`, { cause });
    throw cause;
  }
}

interface FfmpegOptions {
  /** ffmpeg's name for the container. */
  format: string;
  signal: AbortSignal;
}

interface TranscodeOptions {
  output: string;
  /** In pixels. */
  longestSide: number;
  maxSeconds: number;
}
