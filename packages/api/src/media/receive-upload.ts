import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Services } from '../context.ts';
import { AppError } from '../errors.ts';
import { write } from '../mutation.ts';
import { appendEvents } from '../outbox/append.ts';
import type { Settings } from '../settings.ts';
import { maxBytesOf, sniffedBytes, sniffMediaType } from './content-type.ts';
import { toMedia } from './present.ts';
import { insertMedia, markMediaDeleted, updateReceivedMedia } from './queries.ts';
import type { Media } from './schema.ts';
import { originalKey } from './storage-keys.ts';

/** Takes bytes of the owner's quota. @throws AppError MEDIA_QUOTA_EXCEEDED */
export async function beginUpload(
  services: Services,
  { ownerId, bytes }: { ownerId: string; bytes: number },
): Promise<{ id: string }> {
  const quotaBytes = services.settings.mediaQuotaBytes;
  return write(services, ({ trx }) => insertMedia(trx, { ownerId, bytes, quotaBytes }));
}

/**
 * Stores a file that has arrived whole, and has it processed. Doing so again, after a crash in between, is safe.
 * @returns undefined when it had been done before.
 * @throws AppError MEDIA_TYPE_UNSUPPORTED or MEDIA_TOO_LARGE
 */
export async function completeUpload(
  services: Services,
  { id, file, altText }: { id: string; file: string; altText: string | null },
): Promise<Media | undefined> {
  const type = await sniffFile(file, services.settings);
  await services.storage.put(originalKey(id), createReadStream(file));
  return write(services, async (writer) => {
    const row = await updateReceivedMedia(writer.trx, id, { ...type, altText });
    if (!row) return undefined;
    await appendEvents(writer, [{ type: 'media.uploaded', mediaId: id }]);
    return toMedia(row);
  });
}

/** Gives back what `beginUpload` took. */
export async function abandonUpload(
  services: Services,
  { id, ownerId }: { id: string; ownerId: string },
): Promise<void> {
  await write(services, async (writer) => {
    if (!(await markMediaDeleted(writer.trx, { id, ownerId }))) return;
    await appendEvents(writer, [{ type: 'media.deleted', mediaId: id }]);
  });
}

async function sniffFile(file: string, settings: Settings) {
  await using handle = await open(file);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(sniffedBytes), 0, sniffedBytes, 0);
  const type = await sniffMediaType(buffer.subarray(0, bytesRead));
  const { size } = await handle.stat();
  if (size > maxBytesOf(type.kind, settings)) throw new AppError('MEDIA_TOO_LARGE');
  return type;
}
