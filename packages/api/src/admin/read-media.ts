import { assertRole } from '../core/assert-role.ts';
import type { Context } from '../core/context.ts';
import { AppError } from '../core/errors.ts';
import { wasShown } from '../media/queries.ts';
import { chooseVariant, type ReadableMedia } from '../media/read-media.ts';
import type { ReadMediaInput } from '../media/schema.ts';
import { isTweetReadableBy } from './moderated-tweets.ts';

/**
 * What a moderator may read of media that a tweet or profile has shown, while it is kept, deleted or not.
 * @throws AppError FORBIDDEN, MEDIA_NOT_FOUND, MEDIA_NOT_READY, or what authentication fails with
 */
export async function getStaffMedia(
  ctx: Context,
  { id, variant }: Pick<ReadMediaInput, 'id' | 'variant'>,
): Promise<ReadableMedia> {
  const viewer = await ctx.authenticator.authenticate(ctx.request.authorization);
  const role = await assertRole(ctx.db, viewer, { least: 'moderator' });
  const media = await ctx.db
    .selectFrom('media')
    .innerJoin('users as authors', 'authors.id', 'media.ownerId')
    .select(['media.status', 'media.variants'])
    .where('media.id', '=', id)
    .where(wasShown)
    .where(isTweetReadableBy({ ...viewer, role }))
    .executeTakeFirst();
  if (!media) throw new AppError('MEDIA_NOT_FOUND');
  return { ...chooseVariant(media, { id, variant }), caching: 'none' };
}
