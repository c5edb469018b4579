import type { Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import type { Writer } from '../core/context.ts';
import { AppError } from '../core/errors.ts';
import type { Cursors } from '../core/pagination.ts';
import { appendEvents } from '../outbox/append.ts';
import { createAddressToken } from './addresses.ts';
import { createExportUrl } from './export-url.ts';
import { type MediaRow, toStoredVariants } from './present.ts';
import { lockOwnMedia } from './queries.ts';

export type ProfilePart = 'avatar' | 'banner';

/** Everyone may see a profile, whose pictures have addresses that no block or privacy ends: those of an epoch that no account has. */
export const profileEpoch = -1;

/** What fits where they are shown, the best first. */
const shownVariants: Record<ProfilePart, readonly string[]> = {
  avatar: ['small.webp', 'large.webp'],
  banner: ['medium.webp', 'large.webp'],
};

/**
 * Shows an upload of the owner in the profile, which the transaction holds, in place of what was shown there, which goes.
 * @param mediaId null takes away what is shown.
 * @returns the address to show.
 * @throws AppError MEDIA_NOT_FOUND, MEDIA_NOT_READY, MEDIA_FAILED, MEDIA_IN_USE or PICTURE_REQUIRED
 */
export async function setProfilePicture(
  writer: Writer,
  { ownerId, part, mediaId }: { ownerId: string; part: ProfilePart; mediaId: string | null },
): Promise<string | null> {
  const media = mediaId === null ? undefined : await lockPicture(writer.trx, { ownerId, part, mediaId });
  await removeProfilePictures(writer, { ownerId, part, except: mediaId });
  if (!media) return null;
  await writer.trx.updateTable('media').set({ profilePart: part }).where('id', '=', media.id).execute();
  return toAddress(media, part);
}

/** Marks what a profile shows as deleted: it is refused at once, and held for a time for moderators. */
export async function removeProfilePictures(
  writer: Writer,
  { ownerId, part, except = null }: { ownerId: string; part?: ProfilePart; except?: string | null },
): Promise<void> {
  const removed = await writer.trx
    .updateTable('media')
    .set({ deletedAt: sql<Date>`now()` })
    .where('ownerId', '=', ownerId)
    .where('profilePart', 'is not', null)
    .where('deletedAt', 'is', null)
    .$if(part !== undefined, (query) => query.where('profilePart', '=', part ?? ''))
    .$if(except !== null, (query) => query.where('id', '<>', except ?? ''))
    .returning('id')
    .execute();
  await appendEvents(
    writer,
    removed.map(({ id }) => ({ type: 'media.deleted', mediaId: id })),
  );
}

/** The upload that an address of this module leads to. */
function toMediaId(address: string | null): string | undefined {
  return /^\/api\/media\/(\d+)\?/.exec(address ?? '')?.[1];
}

/** The same picture for moderators, also while its owner is suspended or deactivated: it needs the access token of one. */
export function toStaffPictureUrl(address: string | null): string | null {
  const id = toMediaId(address);
  return id === undefined ? null : `/api/admin/media/${id}`;
}

/** The same picture for its owner, who is suspended. */
export function toExportedPictureUrl(cursors: Cursors, address: string | null): string | null {
  const id = toMediaId(address);
  return id === undefined ? null : createExportUrl(cursors, id);
}

async function lockPicture(
  trx: Transaction,
  { ownerId, part, mediaId }: { ownerId: string; part: ProfilePart; mediaId: string },
) {
  const media = await lockOwnMedia(trx, { id: mediaId, ownerId });
  if (media.kind !== 'image') throw new AppError('PICTURE_REQUIRED');
  if (media.status === 'failed') throw new AppError('MEDIA_FAILED');
  if (media.status !== 'ready') throw new AppError('MEDIA_NOT_READY');
  const isElsewhere = media.profilePart !== null && media.profilePart !== part;
  if (media.tweetId !== null || isElsewhere) throw new AppError('MEDIA_IN_USE');
  return media;
}

function toAddress(media: Pick<MediaRow, 'id' | 'addressKey' | 'variants'>, part: ProfilePart): string {
  const names = new Set(toStoredVariants(media).map(({ name }) => name));
  const variant = shownVariants[part].find((name) => names.has(name));
  if (variant === undefined) throw new AppError('MEDIA_NOT_READY');
  const token = createAddressToken(media.addressKey, profileEpoch);
  return `/api/media/${media.id}?${new URLSearchParams({ variant, token })}`;
}
