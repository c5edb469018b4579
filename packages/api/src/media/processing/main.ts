/**
 * The child process that reads one uploaded file, with native code that has had holes and will have more: it has no secrets in
 * its environment, limits on memory and time (run-media-task.ts), and ends with its parent.
 */
import { rmSync } from 'node:fs';
import { processImage } from './image.ts';
import {
  isOutOfMemory,
  MediaFailure,
  type MediaOutcome,
  type MediaTask,
  type ProcessedMedia,
} from './task.ts';
import { processVideo } from './video.ts';

process.once('message', async (task: MediaTask) => {
  const parentGone = new AbortController();
  const cleanUp = () => {
    parentGone.abort();
    rmSync(task.folder, { recursive: true, force: true });
    process.exit(1);
  };
  process.once('disconnect', cleanUp);
  const outcome = await toOutcome(
    task.kind === 'video' ? processVideo(task, { signal: parentGone.signal }) : processImage(task),
  );
  process.off('disconnect', cleanUp);
  process.send?.(outcome, () => process.disconnect());
});

async function toOutcome(processing: Promise<ProcessedMedia>): Promise<MediaOutcome> {
  try {
    return { ok: true, media: await processing };
  } catch (error) {
    if (error instanceof MediaFailure) return { ok: false, failure: error.code };
    if (isOutOfMemory(error)) return { ok: false, failure: 'MEDIA_TOO_COMPLEX' };
    throw error;
  }
}
