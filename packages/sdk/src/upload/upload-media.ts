import type { DunlinClient, Media, Throws, UploadErrorCode, WriteOptions } from '@dunlin/sdk';
import { isDunlinError } from '../dunlin-error.ts';
import { internalsOf } from '../internals.ts';
import { named } from '../named.ts';
import { randomKey } from '../random-key.ts';
import type { FileUpload } from './file-upload.ts';
import { sendFile } from './send-file.ts';
import { keepKey, type UploadStore } from './upload-store.ts';

/** As long as a server takes a file. */
const longestMs = 30 * 60_000;

export interface UploadOptions extends WriteOptions {
  /** What there is to see, for those who cannot see it. */
  altText?: string | undefined;
  /** Told how far it is: in browsers all the time, elsewhere every few seconds; less than before when bytes were lost on the way. */
  onProgress?: ((progress: UploadProgress) => void) | undefined;
  /** Has an upload of the same `File` that a restart of the app cut off go on where it was, for a day. */
  resumeFrom?: UploadStore | undefined;
}

export interface UploadProgress {
  sentBytes: number;
  totalBytes: number;
}

export type UploadMedia = (
  client: DunlinClient,
  file: Blob,
  options?: UploadOptions,
) => Promise<Media> & Throws<UploadErrorCode>;

/**
 * Uploads a picture, animation or video; a tweet takes its `id` at once, while it is still processing. A small file goes in one
 * request; others in parts, and go on where they were when the line or the server breaks off.
 * @throws DunlinError MEDIA_TYPE_UNSUPPORTED, MEDIA_TOO_LARGE, MEDIA_QUOTA_EXCEEDED, MEDIA_NOT_FOUND when it was deleted meanwhile, or what every call can fail with
 * @example
 * const { id } = await uploadMedia(client, file, { altText: 'A heron in the reeds', onProgress });
 * await client.tweets.create({ text: 'Look!', mediaIds: [id] });
 */
export const uploadMedia: UploadMedia = named('media.upload', async (client, file, options = {}) => {
  const internals = internalsOf(client);
  const { timeoutMs = longestMs, idempotencyKey, resumeFrom, onProgress, signal } = options;
  const owner = internals.session.owner();
  owner.catch(() => {});
  const totalBytes = file.size;
  const upload = {
    ...{ internals, owner, file, signal, endsAt: performance.now() + timeoutMs },
    // What a form gives of a field that nobody has filled in.
    altText: options.altText || undefined,
    tell: (sentBytes: number) => onProgress?.({ sentBytes, totalBytes }),
  };
  if (idempotencyKey !== undefined) return sendFile({ ...upload, idempotencyKey, mayResume: true });
  // Any other Blob does not say which it is: what is begun of one must not be ended by another.
  if (!resumeFrom || !isFile(file))
    return sendFile({ ...upload, idempotencyKey: randomKey(), mayResume: false });
  return resume({ ...upload, file }, resumeFrom);
});

async function resume(
  upload: Omit<FileUpload, 'idempotencyKey' | 'mayResume'> & { file: File },
  store: UploadStore,
): Promise<Media> {
  for (let isAnew = false; ; isAnew = true) {
    const kept = await keepKey(store, upload, isAnew);
    try {
      const media = await sendFile({ ...upload, idempotencyKey: kept.key, mayResume: true });
      await kept.settle();
      return media;
    } catch (error) {
      await kept.settle(error);
      // What an earlier run of the app had begun may have waited for too long.
      if (!kept.isResumed || !isDunlinError(error, 'MEDIA_NOT_FOUND')) throw error;
    }
  }
}

function isFile(file: Blob): file is File {
  return 'lastModified' in file;
}
