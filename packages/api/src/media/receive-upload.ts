import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Context, Services, Writer } from '../core/context.ts';
import { AppError } from '../core/errors.ts';
import { isAnswered } from '../core/idempotency.ts';
import { runMutation, write } from '../core/mutation.ts';
import type { Settings } from '../core/settings.ts';
import { appendEvents } from '../outbox/append.ts';
import { maxBytesOf, sniffedBytes, sniffMediaType } from './content-type.ts';
import { toMedia } from './present.ts';
import { insertMedia, markUploadDeleted, type ReceivedFile, updateReceivedMedia } from './queries.ts';
import { removeLeftovers } from './remove-media.ts';
import type { Media } from './schema.ts';
import { originalKey } from './storage-keys.ts';

/** An upload stands where it arrives, and where it is kept. */
const copies = 2;

/** An upload that has arrived whole. */
export interface WholeUpload {
  id: string;
  ownerId: string;
  /** Where it stands. */
  file: string;
  altText: string | null;
}

/**
 * Takes bytes of the owner's quota; for a repetition of an upload, which ends in that one's media, whether there is room or not.
 * @throws AppError MEDIA_QUOTA_EXCEEDED or STORAGE_FULL
 */
export async function beginUpload(
  services: Services,
  { ownerId, bytes, key }: { ownerId: string; bytes: number; key?: string | undefined },
): Promise<{ id: string }> {
  const { mediaQuotaBytes } = services.settings;
  return write(services, async ({ trx }) => {
    const isRepeated = key !== undefined && (await isAnswered(trx, { owner: ownerId, key }));
    if (!isRepeated) services.assertRoom(copies * bytes);
    const quotaBytes = isRepeated ? Number.POSITIVE_INFINITY : mediaQuotaBytes;
    return insertMedia(trx, { ownerId, bytes, quotaBytes });
  });
}

/** The same; a request whose idempotency key stands for an earlier one begins nothing, and is answered with what that began. */
export async function beginResumableUpload(
  ctx: Context,
  { ownerId, ...upload }: { ownerId: string; bytes: number; altText?: string | undefined },
): Promise<{ id: string }> {
  const quotaBytes = ctx.settings.mediaQuotaBytes;
  const { data } = await runMutation({
    ctx,
    path: 'media.resumable.create',
    owner: ownerId,
    getRawInput: async () => upload,
    run: async ({ trx }) => {
      ctx.assertRoom(copies * upload.bytes);
      return { ok: true, data: await insertMedia(trx, { ownerId, bytes: upload.bytes, quotaBytes }) };
    },
  });
  return data;
}

/**
 * Stores a file that has arrived whole, and has it processed. Doing so again, after a crash in between, is safe. A request whose
 * idempotency key stands for an earlier upload of the same file is answered with that one's media, and this one is given up.
 * @throws AppError MEDIA_TYPE_UNSUPPORTED or MEDIA_TOO_LARGE; MEDIA_NOT_FOUND when it has been deleted meanwhile
 */
export async function completeUpload(ctx: Context, upload: WholeUpload): Promise<Media> {
  const { id, ownerId, file, altText } = upload;
  const received = await readFacts(file, ctx.settings);
  await ctx.storage.put(originalKey(id), createReadStream(file));
  try {
    const { data: media } = await runMutation({
      ctx,
      path: 'media.upload',
      owner: ownerId,
      getRawInput: async () => ({ altText, digest: await digestOf(file) }),
      run: async (writer) => ({ ok: true, data: await markReceived(writer, upload, received) }),
    });
    if (media.id !== id) await abandonUpload(ctx, upload);
    return media;
  } catch (error) {
    if (error instanceof AppError) await removeLeftovers(ctx, id);
    throw error;
  }
}

/** @throws AppError MEDIA_NOT_FOUND when the upload has been deleted, or had ended before */
async function markReceived(
  writer: Writer,
  { id, altText }: WholeUpload,
  received: ReceivedFile,
): Promise<Media> {
  const row = await updateReceivedMedia(writer.trx, id, { ...received, altText });
  if (!row) throw new AppError('MEDIA_NOT_FOUND');
  await appendEvents(writer, [{ type: 'media.uploaded', mediaId: id }]);
  return toMedia(row, row.epoch);
}

/** Gives back what `beginUpload` took; leaves an upload that has ended. */
export async function abandonUpload(
  services: Services,
  { id, ownerId }: { id: string; ownerId: string },
): Promise<void> {
  await write(services, async (writer) => {
    if (!(await markUploadDeleted(writer.trx, { id, ownerId }))) return;
    await appendEvents(writer, [{ type: 'media.deleted', mediaId: id }]);
  });
}

async function readFacts(file: string, settings: Settings): Promise<ReceivedFile> {
  await using handle = await open(file);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(sniffedBytes), 0, sniffedBytes, 0);
  const type = await sniffMediaType(buffer.subarray(0, bytesRead));
  const { size: bytes } = await handle.stat();
  if (bytes > maxBytesOf(type.kind, settings)) throw new AppError('MEDIA_TOO_LARGE');
  return { ...type, bytes };
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
