import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Services } from '../core/context.ts';
import type { EventOf } from '../core/events.ts';
import type { Settings } from '../core/settings.ts';
import type { JobConsumer } from '../outbox/consumer.ts';
import { inTime } from './in-time.ts';
import { runMediaTask } from './processing/run-media-task.ts';
import type { MediaOutcome } from './processing/task.ts';
import { findUnprocessedMedia, rankUnprocessed, type UnprocessedMedia } from './processing-queries.ts';
import { endProcessing, removeLeftovers } from './remove-media.ts';
import { originalKey, variantKey } from './storage-keys.ts';

/**
 * Makes of an upload what is served. What it stores is served once the row says `ready`, and such a row is left alone: a second
 * run, or one after a crash, repeats work and changes nothing that anyone has seen.
 */
export const processMedia: JobConsumer<EventOf<'media.uploaded'>> = {
  name: 'process-media',
  maxEvents: 1,
  lane: 'media',
  rank: (db, events) =>
    rankUnprocessed(
      db,
      events.map(({ mediaId }) => mediaId),
    ),
  async handle(services, events) {
    for (const { mediaId } of events) {
      const media = await findUnprocessedMedia(services.db, mediaId);
      const { settings } = services;
      const timeoutMs = settings.mediaTransferTimeoutMs + (media ? timeoutMsOf(settings, media) : 0);
      await inTime(services, timeoutMs, async (signal) => {
        if (media) await makeVariants(services, media, signal);
        await removeLeftovers(services, mediaId);
      });
    }
  },
};

async function makeVariants(services: Services, media: UnprocessedMedia, signal: AbortSignal): Promise<void> {
  const { storage, workFolder } = services;
  const folder = await mkdtemp(join(workFolder, 'processing-'));
  try {
    const input = join(folder, 'original');
    const original = await storage.get(originalKey(media.id), { signal });
    if (!original) throw new Error(`the upload of media ${media.id} is not in the storage`);
    await pipeline(original.stream, createWriteStream(input), { signal });
    const outcome = await run(services.settings, media, { input, folder, signal });
    for (const { name } of outcome.ok ? outcome.media.variants : []) {
      const bytes = createReadStream(join(folder, name));
      await storage.put(variantKey(media.id, name), bytes, { signal });
    }
    await endProcessing(services, media.id, outcome);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run(
  settings: Settings,
  media: UnprocessedMedia,
  { signal, ...files }: { input: string; folder: string; signal: AbortSignal },
): Promise<MediaOutcome> {
  const { kind, contentType } = media;
  return runMediaTask(
    {
      ...files,
      kind,
      contentType,
      maxPixels: kind === 'video' ? settings.videoMaxPixels : settings.imageMaxPixels,
      maxSeconds: settings.videoMaxSeconds,
      transcodes: settings.transcodeVideos,
    },
    { memoryMb: settings.mediaMemoryMb, timeoutMs: timeoutMsOf(settings, media), signal },
  );
}

function timeoutMsOf({ videoTimeoutMs, imageTimeoutMs }: Settings, { kind }: UnprocessedMedia): number {
  return kind === 'video' ? videoTimeoutMs : imageTimeoutMs;
}
