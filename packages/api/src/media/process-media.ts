import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Services } from '../core/context.ts';
import type { EventOf } from '../core/events.ts';
import type { JobConsumer } from '../outbox/consumer.ts';
import { runMediaTask } from './processing/run-media-task.ts';
import type { MediaOutcome } from './processing/task.ts';
import { findUnprocessedMedia, type UnprocessedMedia, updateProcessedMedia } from './queries.ts';
import { removeLeftovers } from './remove-media.ts';
import { originalKey, variantKey } from './storage-keys.ts';

/**
 * Makes of an upload what is served. What it stores is served once the row says `ready`, and such a row is left alone: a second
 * run, or one after a crash, repeats work and changes nothing that anyone has seen.
 */
export const processMedia: JobConsumer<EventOf<'media.uploaded'>> = {
  name: 'process-media',
  maxEvents: 1,
  maxConcurrent: 2,
  async handle(services, events) {
    for (const { mediaId } of events) {
      const media = await findUnprocessedMedia(services.db, mediaId);
      if (media) await makeVariants(services, media);
      await removeLeftovers(services, mediaId);
    }
  },
};

async function makeVariants(services: Services, media: UnprocessedMedia): Promise<void> {
  const { storage, workFolder, stopping, db, hints } = services;
  const folder = await mkdtemp(join(workFolder, 'processing-'));
  try {
    const input = join(folder, 'original');
    const original = await storage.get(originalKey(media.id), { signal: stopping });
    if (!original) throw new Error(`the upload of media ${media.id} is not in the storage`);
    await pipeline(original.stream, createWriteStream(input));
    const outcome = await run(services, media, { input, folder });
    for (const { name } of outcome.ok ? outcome.media.variants : []) {
      const bytes = createReadStream(join(folder, name));
      await storage.put(variantKey(media.id, name), bytes, { signal: stopping });
    }
    const tweetId = await updateProcessedMedia(db, media.id, outcome);
    if (tweetId) hints.publish('tweets', [tweetId]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run(
  { settings, stopping }: Services,
  { kind, contentType }: UnprocessedMedia,
  files: { input: string; folder: string },
): Promise<MediaOutcome> {
  const isVideo = kind === 'video';
  return runMediaTask(
    {
      ...files,
      kind,
      contentType,
      maxPixels: isVideo ? settings.videoMaxPixels : settings.imageMaxPixels,
      maxSeconds: settings.videoMaxSeconds,
      transcodes: settings.transcodeVideos,
    },
    {
      memoryMb: settings.mediaMemoryMb,
      timeoutMs: isVideo ? settings.videoTimeoutMs : settings.imageTimeoutMs,
      signal: stopping,
    },
  );
}
