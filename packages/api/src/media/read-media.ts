import type { Context } from '../core/context.ts';
import { AppError } from '../core/errors.ts';
import { uncounted } from '../core/impressions.ts';
import { presentTweets } from '../tweets/present.ts';
import { isAddressToken } from './addresses.ts';
import { isValidTicket } from './export-url.ts';
import { toStoredVariants } from './present.ts';
import { profileEpoch } from './profile-pictures.ts';
import { findServedMedia, type ServedMedia } from './queries.ts';
import type { ReadMediaInput } from './schema.ts';
import { variantKey } from './storage-keys.ts';

/** Bytes that never change, and where the storage has them. */
export interface ReadableMedia {
  key: string;
  /** Stands for these bytes alone. */
  tag: string;
  type: string;
  /** In bytes. */
  size: number;
  /** Whether caches may keep them: for whoever has the URL, for who asked, or not at all. */
  caching: 'shared' | 'own' | 'none';
}

/**
 * What a request for bytes may read: with the token of its address that media, until the address is ended; without, what the viewer owns, or sees in a tweet.
 * @throws AppError MEDIA_NOT_FOUND, MEDIA_NOT_READY, or what authentication fails with
 */
export async function getReadableMedia(
  ctx: Context,
  { id, variant, token, ticket }: ReadMediaInput,
): Promise<ReadableMedia> {
  if (ticket !== undefined) return getExportedMedia(ctx, { id, variant, ticket });
  const media = await findServedMedia(ctx.db, id);
  const mayRead = token === undefined ? await isVisible(ctx, media) : media && isAddress(token, media);
  if (!media || !mayRead) throw new AppError('MEDIA_NOT_FOUND');
  return { ...chooseVariant(media, { id, variant }), caching: token === undefined ? 'own' : 'shared' };
}

/** With the ticket of an export, which a suspended owner has. */
async function getExportedMedia(
  { db, cursors }: Context,
  { id, variant, ticket }: Pick<ReadMediaInput, 'id' | 'variant'> & { ticket: string },
): Promise<ReadableMedia> {
  const media = isValidTicket(cursors, ticket, id)
    ? await findServedMedia(db, id, { evenSuspended: true })
    : undefined;
  if (!media) throw new AppError('MEDIA_NOT_FOUND');
  return { ...chooseVariant(media, { id, variant }), caching: 'none' };
}

/** @throws AppError MEDIA_NOT_FOUND or MEDIA_NOT_READY */
export function chooseVariant(
  media: Pick<ServedMedia, 'status' | 'variants'>,
  { id, variant }: Pick<ReadMediaInput, 'id' | 'variant'>,
): Omit<ReadableMedia, 'caching'> {
  if (media.status !== 'ready') throw new AppError('MEDIA_NOT_READY');
  const variants = toStoredVariants(media);
  const chosen = variant === undefined ? variants[0] : variants.find(({ name }) => name === variant);
  if (!chosen) throw new AppError('MEDIA_NOT_FOUND');
  const { name, type, bytes: size } = chosen;
  return { key: variantKey(id, name), tag: `${id}-${name}`, type, size };
}

function isAddress(token: string, { addressKey, epoch, profilePart }: ServedMedia): boolean {
  if (profilePart !== null && isAddressToken(token, addressKey, profileEpoch)) return true;
  return isAddressToken(token, addressKey, epoch);
}

async function isVisible(ctx: Context, media: ServedMedia | undefined): Promise<boolean> {
  const viewer = await ctx.authenticator.authenticate(ctx.request.authorization);
  if (!media) return false;
  if (media.ownerId === viewer.id) return true;
  const tweets =
    media.tweetId === null
      ? []
      : await presentTweets({ ...ctx, viewer, impressions: uncounted }, [media.tweetId]);
  return tweets.length > 0;
}
