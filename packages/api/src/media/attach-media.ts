import type { Writer } from '../core/context.ts';
import { AppError } from '../core/errors.ts';
import type { MediaRow } from './present.ts';
import { insertRedraftedMedia, lockMedia, updateTweetOfMedia } from './queries.ts';

/**
 * Gives a tweet its media, in this order; they may still be processing. What a tweet showed that its author deleted can be shown
 * anew for as long as an upload waits for its tweet.
 * @throws AppError MEDIA_NOT_FOUND, MEDIA_FAILED, MEDIA_IN_USE or MEDIA_MIX_INVALID
 */
export async function attachMedia(
  { trx, settings }: Writer,
  { tweetId, ownerId, mediaIds }: { tweetId: string; ownerId: string; mediaIds: readonly string[] },
): Promise<MediaRow[]> {
  const redraftHours = settings.mediaUnusedTtlHours;
  const rows = await lockMedia(trx, { ownerId, ids: mediaIds, redraftHours });
  const found = new Map(rows.map((row) => [row.id, row]));
  const media = mediaIds.map((id) => {
    const row = found.get(id);
    if (!row) throw new AppError('MEDIA_NOT_FOUND');
    if (row.status === 'failed') throw new AppError('MEDIA_FAILED');
    if ((row.tweetId !== null && !row.isFree) || row.profilePart !== null) throw new AppError('MEDIA_IN_USE');
    return row;
  });
  if (media.length > 1 && media.some(({ kind }) => kind !== 'image')) throw new AppError('MEDIA_MIX_INVALID');
  const freeIds = rows.filter(({ isFree }) => isFree).map(({ id }) => id);
  if (freeIds.length > 0) await insertRedraftedMedia(trx, freeIds);
  await updateTweetOfMedia(trx, { tweetId, ids: mediaIds });
  return media;
}
