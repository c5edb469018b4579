import type { Transaction } from '@dunlin/db';
import { AppError } from '../core/errors.ts';
import { toMedia } from './present.ts';
import { lockMedia, updateTweetOfMedia } from './queries.ts';
import type { Media } from './schema.ts';

/**
 * Gives a tweet its media, in this order; they may still be processing.
 * @throws AppError MEDIA_NOT_FOUND, MEDIA_FAILED, MEDIA_IN_USE or MEDIA_MIX_INVALID
 */
export async function attachMedia(
  trx: Transaction,
  { tweetId, ownerId, mediaIds }: { tweetId: string; ownerId: string; mediaIds: readonly string[] },
): Promise<Media[]> {
  const found = new Map((await lockMedia(trx, { ownerId, ids: mediaIds })).map((row) => [row.id, row]));
  const media = mediaIds.map((id) => {
    const row = found.get(id);
    if (!row) throw new AppError('MEDIA_NOT_FOUND');
    if (row.status === 'failed') throw new AppError('MEDIA_FAILED');
    if (row.tweetId !== null) throw new AppError('MEDIA_IN_USE');
    return toMedia(row);
  });
  if (media.length > 1 && media.some(({ kind }) => kind !== 'image')) throw new AppError('MEDIA_MIX_INVALID');
  await updateTweetOfMedia(trx, { tweetId, ids: mediaIds });
  return media;
}
